// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>
/// Comments of a YAML text by the line that they are about: their own, or the one below. Each is told once, to who asks first.
/// </summary>
internal sealed class YamlComments
{
    private readonly string[] _lines;
    private readonly HashSet<int> _told = [];

    public YamlComments(string text) => _lines = text.Split('\n');

    /// <summary>Lines that are a text of their own, where '#' begins no comment.</summary>
    public void Skip(int first, int last, bool isBlock)
    {
        for (var line = first + (isBlock ? 1 : 0); line < last + (isBlock ? 0 : 1) && last > first; line++)
        {
            _told.Add(line);
        }
    }

    /// <param name="line">Counted from 1.</param>
    public IReadOnlyList<string> At(int line)
    {
        var comments = new List<string>();
        for (var above = line - 1; above >= 1; above--)
        {
            var text = _lines[above - 1].Trim();
            if (text.StartsWith('#') && _told.Add(above))
            {
                comments.Insert(0, text.TrimStart('#').Trim());
            }
            else if (text.Length > 0)
            {
                break;
            }
        }

        if (line <= _lines.Length && Behind(_lines[line - 1]) is { } own && _told.Add(line))
        {
            comments.Add(own);
        }

        return comments;
    }

    /// <summary>Those that nobody asked for.</summary>
    public IEnumerable<string> Rest()
    {
        for (var line = 1; line <= _lines.Length; line++)
        {
            var text = _lines[line - 1].Trim();
            var comment = text.StartsWith('#') ? text.TrimStart('#').Trim() : Behind(_lines[line - 1]);
            if (comment is not null && _told.Add(line))
            {
                yield return comment;
            }
        }
    }

    /// <summary>What stands behind a '#' that is in no quotes.</summary>
    private static string? Behind(string line)
    {
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'' && (i == 0 || line[i - 1] is ' ' or '[' or '{' or ',' or ':' or '-'))
            {
                quote = c;
            }
            else if (
                c == '#'
                && i > 0
                && char.IsWhiteSpace(line[i - 1])
                && line.AsSpan(0, i).ContainsAnyExcept(' ', '\t')
            )
            {
                return line[(i + 1)..].Trim();
            }
        }

        return null;
    }
}
