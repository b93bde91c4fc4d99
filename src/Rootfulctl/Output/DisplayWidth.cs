// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>How many columns of a terminal a text takes.</summary>
internal static class DisplayWidth
{
    public static int Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text.Length;
        }

        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
        }

        return width;
    }

    /// <summary>As much as fits, with an ellipsis when that is not all.</summary>
    public static string Cut(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var cut = new StringBuilder();
        var left = width - 1;
        foreach (var rune in text.EnumerateRunes())
        {
            left -= Of(rune);
            if (left < 0)
            {
                break;
            }

            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    // The blocks that wcwidth(3) counts as wide, without the few signs that are scattered.
    private static int Of(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format
            ? 0
        : rune.Value
            is (>= 0x1100 and <= 0x115f)
                or (>= 0x2e80 and <= 0xa4cf)
                or (>= 0xac00 and <= 0xd7a3)
                or (>= 0xf900 and <= 0xfaff)
                or (>= 0xfe30 and <= 0xfe6f)
                or (>= 0xff00 and <= 0xff60)
                or (>= 0xffe0 and <= 0xffe6)
                or (>= 0x1f300 and <= 0x1faff)
                or (>= 0x20000 and <= 0x3fffd)
            ? 2
        : 1;
}
