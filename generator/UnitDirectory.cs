// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers;
using System.Text;

namespace RootfulContainers.Generator;

/// <summary>Writes units below the generator's directory, which systemd has emptied before.</summary>
internal sealed class UnitDirectory : IDisposable
{
    private const int Private = 0x180; // 0600

    private readonly int _directory;
    private readonly int _mode;
    private readonly StringBuilder _text = new(4096);
    private readonly Encoder _encoder = Encoding.UTF8.GetEncoder();
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private string _madeDirectory = "";

    /// <param name="isPrivate">Units of a user hold the variables of containers, which may be secrets.</param>
    public UnitDirectory(string directory, bool isPrivate)
    {
        _directory = NativeFile.OpenDirectory(directory);
        _mode = isPrivate ? Private : 0x1a4; // 0644
    }

    public void Write(UnitEntry entry)
    {
        if (entry is UnitWithdrawal)
        {
            NativeFile.Remove(_directory, entry.Path);
            _madeDirectory = "";
            return;
        }

        MakeParent(entry.Path);
        if (entry is UnitLink link)
        {
            NativeFile.MakeLink(_directory, link.Path, link.Target);
        }
        else if (entry is TextEntry file)
        {
            _text.Clear();
            _bytes.Clear();
            file.Render(_text);
            foreach (var chunk in _text.GetChunks())
            {
                // A chunk may end amid a character.
                _encoder.Convert(chunk.Span, _bytes, flush: false, out _, out _);
            }

            NativeFile.Write(_directory, file.Path, _bytes.WrittenSpan, file.IsPrivate ? Private : _mode);
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
