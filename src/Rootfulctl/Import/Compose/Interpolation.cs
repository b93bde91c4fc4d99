// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Variables in a compose file: $NAME, ${NAME}, ${NAME:-x}, ${NAME:?x}, ${NAME:+x}, the same without ':', and $$.</summary>
internal sealed class Interpolation(IReadOnlyDictionary<string, string> variables, TextLimit limit)
{
    // Of variables in what stands for variables.
    private const int Deepest = 20;

    /// <param name="missing">Told what has no value.</param>
    public string Expand(string text, Action<string> missing) => Expand(text, missing, 0);

    private string Expand(string text, Action<string> missing, int depth)
    {
        if (depth > Deepest || !text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                expanded.Append(text[i]);
                continue;
            }

            var next = text[i + 1];
            if (next == '$')
            {
                expanded.Append('$');
                i++;
            }
            else if (next == '{' && End(text, i + 2) is { } end)
            {
                expanded.Append(Braced(text[(i + 2)..end], missing, depth + 1));
                i = end;
            }
            else if (char.IsAsciiLetter(next) || next == '_')
            {
                var length = 1;
                while (i + 1 + length < text.Length && IsPart(text[i + 1 + length]))
                {
                    length++;
                }

                expanded.Append(Value(text[(i + 1)..(i + 1 + length)], missing));
                i += length;
            }
            else
            {
                expanded.Append('$');
            }
        }

        return expanded.ToString();
    }

    private string Braced(string text, Action<string> missing, int depth)
    {
        var length = 0;
        while (length < text.Length && IsPart(text[length]))
        {
            length++;
        }

        var (name, rest) = (text[..length], text[length..]);
        var emptyCounts = rest.StartsWith(':');
        rest = emptyCounts ? rest[1..] : rest;
        var hasValue = variables.TryGetValue(name, out var value) && (!emptyCounts || value.Length > 0);
        var word = rest.Length > 1 ? rest[1..] : "";
        return rest.FirstOrDefault() switch
        {
            '-' => hasValue ? Value(name, missing) : Expand(word, missing, depth),
            '+' => hasValue ? Expand(word, missing, depth) : "",
            _ => Value(name, missing),
        };
    }

    private string Value(string name, Action<string> missing)
    {
        if (variables.TryGetValue(name, out var value))
        {
            limit.Add(value.Length);
            return value;
        }

        missing(name);
        return "";
    }

    // Of the braces that belong together.
    private static int? End(string text, int begin)
    {
        var depth = 1;
        for (var i = begin; i < text.Length; i++)
        {
            if (text[i] == '{' && text[i - 1] == '$')
            {
                depth++;
            }
            else if (text[i] == '}' && --depth == 0)
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
