// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>Text in columns, two spaces apart.</summary>
internal static class Table
{
    private const string Nothing = "-";
    private const int Gap = 2;

    // Narrower than that a text says nothing; such a terminal wraps.
    private const int Narrowest = 8;

    /// <param name="width">What no line exceeds; null for any.</param>
    /// <param name="paint">Whether there are colours.</param>
    public static string Render<T>(
        IReadOnlyList<T> rows,
        IReadOnlyList<Column<T>> columns,
        bool hasLegend,
        int? width,
        bool paint
    )
    {
        // Whoever wrote the text, it obeys no one but this table.
        var cells = rows.Select(r => columns.Select(c => PrintableText.Of(c.Text(r))).Select(OrNothing).ToArray())
            .ToArray();
        var legend = columns.Select(c => c.Name.ToUpperInvariant()).ToArray();
        var widths = columns
            .Select((_, i) => cells.Select(c => DisplayWidth.Of(c[i])).Append(hasLegend ? legend[i].Length : 0).Max())
            .ToArray();
        Fit(widths, columns, width);
        var text = new StringBuilder();
        if (hasLegend)
        {
            Add(text, legend, widths, paint ? _ => Tone.Strong : null);
        }

        for (var i = 0; i < cells.Length; i++)
        {
            var row = rows[i];
            Add(text, cells[i], widths, paint ? column => columns[column].Tone(row) : null);
        }

        return text.ToString();
    }

    private static string OrNothing(string text) => text.Length == 0 ? Nothing : text;

    /// <summary>Takes from the widest of those that shrink, until all fit.</summary>
    private static void Fit<T>(int[] widths, IReadOnlyList<Column<T>> columns, int? width)
    {
        while (widths.Sum() + (Gap * (widths.Length - 1)) > width)
        {
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
            {
                if (
                    columns[i].Shrinks
                    && widths[i] > Math.Max(Narrowest, columns[i].Name.Length)
                    && (widest < 0 || widths[i] > widths[widest])
                )
                {
                    widest = i;
                }
            }

            if (widest < 0)
            {
                return;
            }

            widths[widest]--;
        }
    }

    private static void Add(StringBuilder text, string[] cells, int[] widths, Func<int, Tone>? tone)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = DisplayWidth.Cut(cells[i], widths[i]);
            text.Append(tone is null ? cell : cell.Paint(tone(i)));
            // Nothing follows the last one, so that a line is never longer than what it says.
            if (i < cells.Length - 1)
            {
                text.Append(' ', widths[i] - DisplayWidth.Of(cell) + Gap);
            }
        }

        text.Append('\n');
    }
}
