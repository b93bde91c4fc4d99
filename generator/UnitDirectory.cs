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
            _madeDirectory = path[..slash];
            NativeFile.MakeDirectory(_directory, _madeDirectory);
        }
    }
}
