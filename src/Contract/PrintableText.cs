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
        foreach (var c in shown)
        {
            if (IsPrinted(c))
            {
                line.Append(c);
            }
            else if (c == '\n')
            {
                line.Append("\\n");
            }
            else
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }

        return line.Append(isCut ? "…" : "").ToString();
    }

    /// <summary>Not so controls, line separators, and what turns the direction of all that follows.</summary>
    private static bool IsPrinted(char c) =>
        char.GetUnicodeCategory(c)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
            );
}
