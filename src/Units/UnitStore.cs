// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Units;

/// <summary>
/// Keeps the text of units until all definitions are checked, when the first of them is written. As bytes in few large
/// pieces: of thousands of definitions nothing else takes so little memory, and the garbage collector so little time.
/// </summary>
internal sealed class UnitStore
{
    private const int PieceSize = 32 * 1024;

    private readonly StringBuilder _text = new(4096);
    private char[] _characters = new char[4096];
    private Memory<byte> _free;
    private int _pieces;
    private int _nextCollection = 2;

    public TextFile Add(UnitFile unit)
    {
        _text.Clear();
        unit.Render(_text);
        if (_text.Length > _characters.Length)
        {
            _characters = new char[2 * _text.Length];
        }

        _text.CopyTo(0, _characters, _text.Length);
        var characters = _characters.AsSpan(0, _text.Length);
        var size = Encoding.UTF8.GetByteCount(characters);
        if (size > _free.Length)
        {
            _free = GC.AllocateUninitializedArray<byte>(Math.Max(size, PieceSize), pinned: true);
            CollectGarbage();
        }

        Encoding.UTF8.GetBytes(characters, _free.Span);
        var text = _free[..size];
        _free = _free[size..];
        return new TextFile(unit.Path, text);
    }

    // Left alone, the collector lets short-lived tables and units grow old beside the few values that stay, and takes three
    // times as much. Ever larger steps: each collection looks at what is kept, and their sum must not be quadratic.
    private void CollectGarbage()
    {
        _pieces++;
        if (_pieces >= _nextCollection)
        {
            _nextCollection = _pieces + 1 + (_pieces / 16);
            GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
    }
}
