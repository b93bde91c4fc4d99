// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>A variable of a file.</summary>
/// <param name="Value">Null where it has the one that compose itself is given.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
internal sealed record FileVariable(string Name, string? Value, int Line);

/// <summary>
/// A file of variables as compose reads .env and env_file: NAME=VALUE or NAME: VALUE, quotes, which may go on over lines, comments behind a
/// space, escapes in double quotes, and variables in all but single ones.
/// </summary>
internal sealed class VariableFile
{
    private const string Export = "export ";
    private const string Letters = "nrtabfv\\\"$";
    private static readonly string[] Characters = ["\n", "\r", "\t", "\a", "\b", "\f", "\v", "\\", "\"", "$$"];

    private readonly string _text;
    private readonly Dictionary<string, string> _values;
    private readonly Interpolation _interpolation;
    private int _at;

    private VariableFile(string text, IReadOnlyDictionary<string, string> known, TextLimit limit)
    {
        _text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        _values = new Dictionary<string, string>(known, StringComparer.Ordinal);
        _interpolation = new Interpolation(_values, limit);
    }

    /// <param name="known">What variables in it may stand for, and what counts more than it.</param>
    /// <param name="limit">Of what variables in it stand for.</param>
    public static IReadOnlyList<FileVariable> Read(
        string text,
        IReadOnlyDictionary<string, string> known,
        TextLimit limit
    ) => new VariableFile(text, known, limit).Read(known);

    /// <summary>The same as values by name, with those that are known.</summary>
    public static Dictionary<string, string> Values(
        string text,
        IReadOnlyDictionary<string, string> known,
        TextLimit limit
    )
    {
        var values = new Dictionary<string, string>(known, StringComparer.Ordinal);
        foreach (var variable in Read(text, known, limit).Where(v => v.Value is not null && !known.ContainsKey(v.Name)))
        {
            values[variable.Name] = variable.Value!;
        }

        return values;
    }

    private List<FileVariable> Read(IReadOnlyDictionary<string, string> known)
    {
        var variables = new List<FileVariable>();
        while (_at < _text.Length)
        {
            var line = _text.AsSpan(0, _at).Count('\n') + 1;
            var name = ReadName(out var hasValue);
            if (name.Length == 0)
            {
                continue;
            }

            var value = hasValue ? ReadValue() : null;
            variables.Add(new FileVariable(name, value, line));
            if (value is not null && !known.ContainsKey(name))
            {
                _values[name] = value;
            }
        }

        return variables;
    }

    private string ReadName(out bool hasValue)
    {
        var line = _text.AsSpan(_at, LineEnd() - _at);
        var separator = line.IndexOfAny('=', ':');
        var isComment = line.TrimStart().StartsWith("#");
        hasValue = separator >= 0 && !isComment;
        var name = isComment ? "" : (hasValue ? line[..separator] : line).Trim().ToString();
        _at += hasValue ? separator + 1 : line.Length + 1;
        return name.StartsWith(Export, StringComparison.Ordinal) ? name[Export.Length..].Trim() : name;
    }

    private string ReadValue()
    {
        var end = LineEnd();
        var begin = _at;
        while (begin < end && _text[begin] is ' ' or '\t')
        {
            begin++;
        }

        if (begin < end && _text[begin] is '"' or '\'' && ClosingQuote(begin) is { } quote)
        {
            var quoted = _text[(begin + 1)..quote];
            var isLiteral = _text[begin] == '\'';
            _at = quote;
            _at = LineEnd() + 1;
            return isLiteral ? quoted : Expanded(Unescaped(quoted));
        }

        _at = end + 1;
        for (var i = begin; i < end; i++)
        {
            if (_text[i] == '#' && _text[i - 1] is ' ' or '\t')
            {
                end = i;
            }
        }

        return Expanded(_text[begin..end].TrimEnd());
    }

    private string Expanded(string text) => _interpolation.Expand(text, static _ => { });

    private int LineEnd() => _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;

    private int? ClosingQuote(int quote)
    {
        for (var i = quote + 1; i < _text.Length; i++)
        {
            if (_text[i] == '\\')
            {
                i++;
            }
            else if (_text[i] == _text[quote])
            {
                return i;
            }
        }

        return null;
    }

    private static string Unescaped(string text)
    {
        var unescaped = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (
                text[i] == '\\'
                && i + 1 < text.Length
                && Letters.IndexOf(text[i + 1], StringComparison.Ordinal) is var letter and >= 0
            )
            {
                unescaped.Append(Characters[letter]);
                i++;
            }
            else
            {
                unescaped.Append(text[i]);
            }
        }

        return unescaped.ToString();
    }
}
