// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator;

/// <summary>Writes units below the generator's directory, which systemd has emptied before.</summary>
internal sealed class UnitDirectory : IDisposable
{
    private const int Private = 0x180; // 0600

    private readonly int _directory;
    private readonly int _mode;
    private string _madeDirectory = "";

    /// <param name="isPrivate">Units of a user hold the variables of containers, which may be secrets.</param>
    public UnitDirectory(string directory, bool isPrivate)
    {
        _directory = NativeFile.OpenDirectory(directory);
        _mode = isPrivate ? Private : 0x1a4; // 0644
    }

    /// <summary>Writes what can be written: one unit that cannot is no reason to go without those behind it.</summary>
    /// <param name="report">Gets each error.</param>
    public void Write(IEnumerable<UnitEntry> entries, Action<string> report)
    {
        foreach (var entry in entries)
        {
            try
            {
                Write(entry);
            }
            catch (IOException e)
            {
                report($"cannot write {PrintableText.Of(entry.Path)}: {PrintableText.Of(e.Message)}");
            }
        }
    }

    public void Write(UnitEntry entry)
    {
        MakeParent(entry.Path);
        if (entry is UnitLink link)
        {
            NativeFile.MakeLink(_directory, link.Path, link.Target);
        }
        else if (entry is TextFile file)
        {
            NativeFile.Write(_directory, file.Path, file.Text.Span, file.IsPrivate ? Private : _mode);
        }
    }

    public void Dispose() => _ = NativeFile.Close(_directory);

    private void MakeParent(string path)
    {
        var slash = path.LastIndexOf('/');
        if (slash > 0 && !path.AsSpan(0, slash).SequenceEqual(_madeDirectory))
        {
            var made = path[..slash];
            NativeFile.MakeDirectory(_directory, made);
            _madeDirectory = made;
        }
    }
}
