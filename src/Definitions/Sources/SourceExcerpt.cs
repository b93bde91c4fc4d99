// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Definitions.Sources;

/// <summary>The line that a message is about, with a caret below the place.</summary>
internal static class SourceExcerpt
{
    // Longer lines are cut, so that the caret stays below its place on a terminal.
    private const int MaximumWidth = 100;

    /// <param name="column">Counted from 1.</param>
    public static string Point(string line, int column)
    {
        var end = Math.Min(line.Length, Math.Max(MaximumWidth, column + 20));
        var text = new StringBuilder("  ");
        foreach (var c in line.AsSpan(0, end))
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.Append("\n  ").Append(' ', Math.Clamp(column - 1, 0, end)).Append('^').ToString();
    }
}
