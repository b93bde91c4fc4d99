// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using RootfulContainers.Platform;

namespace RootfulContainers.Tests;

/// <summary>What a parser meets when the other side is broken or hostile.</summary>
internal static class DamagedText
{
    private static readonly string[] Pieces =
    [
        "null",
        "{}",
        "[]",
        "\"\"",
        "-1",
        "1e99",
        "99999999999999999999",
        "\"\\ud800\"",
        "true",
        "{\"a\":1,\"a\":1}",
        ",",
        "}",
        "]",
        "\"",
        "\0",
        "\u00e4",
    ];

    /// <summary>The text cut, with octets changed, or with words of it replaced by others.</summary>
    public static Gen<byte[]> Of(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var cut = Gen.Int[0, octets.Length].Select(length => octets[..length]);
        var changed = Gen.Select(Gen.Int[0, octets.Length - 1], Gen.Byte)
            .Array[1, 8]
            .Select(changes =>
            {
                var copy = octets.ToArray();
                foreach (var (position, value) in changes)
                {
                    copy[position] = value;
                }

                return copy;
            });
        var words = Regex.Split(text, "(?<word>\"[^\"]*\"|[][{},:]|true|false)", RegexOptions.NonBacktracking);
        var replaced = Gen.Select(Gen.Int[0, words.Length - 1], Gen.OneOf(Pieces))
            .Array[1, 4]
            .Select(changes =>
            {
                var copy = words.ToArray();
                foreach (var (position, word) in changes)
                {
                    copy[position] = word;
                }

                return Encoding.UTF8.GetBytes(string.Concat(copy));
            });
        return Gen.OneOf(cut, changed, replaced);
    }

    /// <summary>Anything but the one exception for a failure outside is a bug, and fails the test by itself.</summary>
    public static bool IsReadOrRefused(Action read)
    {
        try
        {
            read();
        }
        catch (HostException e)
        {
            return e.Message.Length > 0;
        }

        return true;
    }
}
