// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Contract;

/// <summary>
/// Text that others had a part in, on its way to root's terminal or the journal: a user's program could recolour the
/// screen, write a line that looks like somebody else's, or fill it.
/// </summary>
internal static class PrintableText
{
    /// <summary>One line: what a terminal obeys or does not show is spelled out, what is too long is cut off.</summary>
    /// <param name="limit">
    /// Of the line, in bytes of UTF-8, without the sign that it was cut off: a service manager ignores a whole message of more than 4096.
    /// </param>
    public static string Of(string text, int limit = int.MaxValue)
    {
        if (text.Length <= limit && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var line = new StringBuilder(Math.Min(text.Length, limit) + 1);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Shown(rune);
            length += Encoding.UTF8.GetByteCount(shown);
            if (length > limit)
            {
                return line.Append('…').ToString();
            }

            line.Append(shown);
        }

        return line.ToString();
    }

    private static string Shown(Rune rune) =>
        IsPrinted(rune) ? rune.ToString()
        : rune.Value == '\n' ? "\\n"
        : Escaped(rune);

    /// <summary>As C and TOML write it as well.</summary>
    public static string Escaped(Rune rune) =>
        rune.IsBmp
            ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
            : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");

    /// <summary>Not so controls, line separators, and what is not seen or turns the direction of all that follows.</summary>
    public static bool IsPrinted(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
