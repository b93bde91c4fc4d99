// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Words in a value of a unit file: separated by spaces, in quotes. What a backslash is depends on the setting.</summary>
internal static class UnitWords
{
    // Of \xHH and \OOO.
    private const int ByteEscape = 4;

    /// <summary>Of a command, or variables: with escapes of C.</summary>
    public static IReadOnlyList<string> Split(string text) => QuotedWords.Split(text, Escape);

    /// <summary>Of names of units, which are escaped themselves, and documentation: as it stands.</summary>
    public static IReadOnlyList<string> Names(string text) =>
        QuotedWords.Split(
            text,
            static (text, backslash, _, word) =>
            {
                word.Append(text, backslash, 2);
                return 1;
            }
        );

    /// <summary>Of paths: it keeps what follows it from being special.</summary>
    public static IReadOnlyList<string> Paths(string text) =>
        QuotedWords.Split(
            text,
            static (text, backslash, _, word) =>
            {
                word.Append(text[backslash + 1]);
                return 1;
            }
        );

    private static int Escape(string text, int at, char quote, StringBuilder word)
    {
        // Several may be the bytes of one character.
        var end = at;
        var bytes = new List<byte>();
        while (Byte(text, end) is { } octet)
        {
            bytes.Add(octet);
            end += ByteEscape;
        }

        if (bytes.Count > 0 && Utf8.IsValid([.. bytes]))
        {
            word.Append(Encoding.UTF8.GetString([.. bytes]));
            return end - at - 1;
        }

        var c = text[at + 1];
        var digits = c switch
        {
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (
            digits > 0
            && at + 2 + digits <= text.Length
            && int.TryParse(
                text.AsSpan(at + 2, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
            && code > 0
            && Rune.IsValid(code)
        )
        {
            word.Append(new Rune(code).ToString());
            return 1 + digits;
        }

        const string Letters = "abfnrtvs\\\"'";
        const string Characters = "\a\b\f\n\r\t\v \\\"'";
        var index = Letters.IndexOf(c, StringComparison.Ordinal);
        // What is no escape stays as it is.
        word.Append(index >= 0 ? Characters[index].ToString() : $"\\{c}");
        return 1;
    }

    /// <summary>What \xHH or \OOO stands for there; null for anything else, and for NUL.</summary>
    private static byte? Byte(string text, int at)
    {
        if (at + ByteEscape > text.Length || text[at] != '\\')
        {
            return null;
        }

        var digits = text.AsSpan(at + 1, ByteEscape - 1);
        var value =
            digits[0] == 'x'
            && byte.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex)
                ? hex
            : digits[0] is >= '0' and <= '3' && digits[1] is >= '0' and <= '7' && digits[2] is >= '0' and <= '7'
                ? ((digits[0] - '0') << 6) | ((digits[1] - '0') << 3) | (digits[2] - '0')
            : 0;
        return value > 0 ? (byte)value : null;
    }
}
