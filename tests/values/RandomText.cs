// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Tests.Values;

/// <summary>Texts full of what systemd, a shell, TOML or podman could take for something else; a seed repeats them.</summary>
internal sealed class RandomText(ulong seed)
{
    private static readonly string[] Pieces =
    [
        .. "%i|%%|%|$HOME|${HOME}|$$|$|\\|\\\\|\\n|\\x41|'|\"|;| ; |\n|\t|\r|\u001b|\u0001|\u007f|\u0085| |  |#|[Service]".Split(
            '|'
        ),
        .. "-@+!:|-|@|+|!|:|=|,|{}|*|?|~|&&|`id`|ä|ß|漢字|🦊|e\u0301|\u202e|\ufeff|\u2028|\ufdd0|\uffff|a|Z|0".Split(
            '|'
        ),
        "|",
        "\nExecStart=/bin/false\n",
        "\\\n",
    ];

    private ulong _state = seed;

    // SplitMix64: the framework's own generator may change with its version, and a seed is to stay good.
    public int Below(int limit)
    {
        _state += 0x9e3779b97f4a7c15;
        var mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)limit);
    }

    public string Next()
    {
        var text = new StringBuilder();
        for (var count = Below(8); count > 0; count--)
        {
            if (Below(4) > 0)
            {
                text.Append(Pieces[Below(Pieces.Length)]);
            }
            else
            {
                // No NUL, which no argument can hold, and no surrogate, which is no character.
                var value = 1 + Below(0x10ffff);
                text.Append(Rune.IsValid(value) ? new Rune(value).ToString() : "x");
            }
        }

        return text.ToString();
    }
}
