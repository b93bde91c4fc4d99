// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Toml;

/// <summary>
/// A string whose closing quote was forgotten. The parser takes the next quote, lines below, for it, and what was outside of
/// strings for inside; with the quote where the line ends, the rest is read as it was meant.
/// </summary>
/// <param name="Repaired">The text with the quote.</param>
/// <param name="LastLine">Counted from 0: where the string ends, had it been meant to go on below.</param>
internal sealed record OpenString(string Repaired, int LastLine)
{
    /// <param name="line">Counted from 0; the one whose end is in the string.</param>
    /// <returns><see langword="null"/> when that line leaves no string open.</returns>
    public static OpenString? Find(string text, int line)
    {
        var start = 0;
        for (var i = 0; i < line; i++)
        {
            start = text.IndexOf('\n', start) + 1;
        }

        var end = text.IndexOf('\n', start) is var next and >= 0 ? next : text.Length;
        var content = text.AsSpan(start, end - start).TrimEnd('\r');
        return OpenQuote(content) is { } quote
            ? new OpenString(
                // What ends an item of a list stands behind the quote.
                text.Insert(start + content.TrimEnd(" \t,]}").Length, quote.ToString()),
                line + LinesThatGoOn(text.AsSpan(Math.Min(end + 1, text.Length)))
            )
            : null;
    }

    private static char? OpenQuote(ReadOnlySpan<char> line)
    {
        char? open = null;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '#' when open is null:
                    return null;
                case '\\' when open == '"':
                    i++;
                    break;
                case '"' or '\'' when open is null:
                    open = line[i];
                    break;
                case var quote when quote == open:
                    open = null;
                    break;
            }
        }

        return open;
    }

    /// <summary>How many lines below are more of the string rather than keys, tables or items of a list.</summary>
    private static int LinesThatGoOn(ReadOnlySpan<char> rest)
    {
        var count = 0;
        foreach (var line in rest.EnumerateLines())
        {
            if (IsOfItsOwn(line.Trim()))
            {
                break;
            }

            count++;
        }

        return count;
    }

    private static bool IsOfItsOwn(ReadOnlySpan<char> line) =>
        line is [] or ['[' or ']' or '#', ..] or ['"' or '\'', _, ..] || line.Contains('=');
}
