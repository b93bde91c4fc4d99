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
    public static string Of(string text, int limit = int.MaxValue)
    {
        var isCut = text.Length > limit;
        var shown = isCut ? text.AsSpan(0, limit) : text;
        if (!isCut && !shown.ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var line = new StringBuilder(shown.Length + 1);
        foreach (var rune in shown.EnumerateRunes())
        {
            if (IsPrinted(rune))
            {
                line.Append(rune.ToString());
            }
            else if (rune.Value == '\n')
            {
                line.Append("\\n");
            }
            else
            {
                line.Append(Escaped(rune));
            }
        }

        return line.Append(isCut ? "…" : "").ToString();
    }

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
