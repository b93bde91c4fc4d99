// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Rootfulctl.Import.Drafts;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>What systemd would have replaced in a value: specifiers, and variables of the command line.</summary>
/// <param name="unit">The unit's name without its suffix, as in web or web@1.</param>
/// <param name="limit">Of all that is put in.</param>
internal sealed class Specifiers(ImportOwner owner, string unit, TextLimit limit)
{
    /// <summary>Environment= of [Service], and what the user's manager gives to all units.</summary>
    public Dictionary<string, string> Variables { get; } =
        new(StringComparer.Ordinal)
        {
            ["HOME"] = owner.Home,
            ["USER"] = owner.Name,
            ["LOGNAME"] = owner.Name,
        };

    /// <summary>Values of EnvironmentFile= that nobody has read.</summary>
    public HashSet<string> Unread { get; } = new(StringComparer.Ordinal);

    public bool IsTemplate { get; } = unit.EndsWith('@');

    private string Prefix =>
        unit.Contains('@', StringComparison.Ordinal) ? unit[..unit.IndexOf('@', StringComparison.Ordinal)] : unit;

    private string Instance => unit[(unit.IndexOf('@', StringComparison.Ordinal) + 1)..];

    private string LastOfPrefix => Prefix[(Prefix.LastIndexOf('-') + 1)..];

    /// <summary>The value of a key that becomes a part of a command line.</summary>
    /// <param name="unknown">What only systemd knows; it stays as it is.</param>
    public string Expand(string text, List<string> unknown) =>
        ExpandVariables(ExpandSpecifiers(text, unknown), unknown, keepsEscapes: false);

    /// <summary>A value that systemd reads once more: variables that it would not know are replaced.</summary>
    public string ExpandOnce(string text) => ExpandVariables(ExpandSpecifiers(text, []), [], keepsEscapes: true);

    /// <summary>A word of a command line: a variable alone becomes as many words as its value has.</summary>
    public IReadOnlyList<string> ExpandWord(string word, List<string> unknown)
    {
        var text = ExpandSpecifiers(word, unknown);
        if (text is not ['$', not ('{' or '$'), ..])
        {
            return [ExpandVariables(text, unknown, keepsEscapes: false)];
        }

        if (Variables.TryGetValue(text[1..], out var value))
        {
            limit.Add(value.Length);
            return UnitWords.Split(value);
        }

        unknown.Add(text);
        return [];
    }

    /// <summary>Learns what variables stand for.</summary>
    /// <param name="lines">Of a unit.</param>
    /// <param name="find">The text of a file of variables; null when it was not read.</param>
    public void Learn(IReadOnlyList<UnitLine> lines, string directory, Func<string, string?> find)
    {
        foreach (var line in lines.Where(l => l is { Section: "Service", Key: "Environment" }))
        {
            foreach (var word in UnitWords.Split(line.Value))
            {
                var unknown = new List<string>();
                var assignment = ExpandSpecifiers(word, unknown);
                if (unknown.Count == 0)
                {
                    Learn(assignment);
                }
            }
        }

        // These count more, wherever they stand.
        foreach (var line in lines.Where(l => l is { Section: "Service", Key: "EnvironmentFile", Value.Length: > 0 }))
        {
            var path = System.IO.Path.GetFullPath(ExpandSpecifiers(line.Value.TrimStart('-'), []), directory);
            if (find(path) is not { } text)
            {
                Unread.Add(line.Value);
                continue;
            }

            foreach (var assignment in text.Split('\n').Select(l => l.Trim()).Where(l => l is not ['#' or ';', ..]))
            {
                var value = assignment[(assignment.IndexOf('=', StringComparison.Ordinal) + 1)..];
                var isQuoted = value is ['"', .., '"'] or ['\'', .., '\''];
                Learn(isQuoted ? assignment[..^value.Length] + value[1..^1] : assignment);
            }
        }
    }

    private void Learn(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            Variables[assignment[..equals]] = assignment[(equals + 1)..];
        }
    }

    /// <summary>The value of any other key.</summary>
    public string ExpandSpecifiers(string text, List<string> unknown)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 1 == text.Length)
            {
                expanded.Append(text[i] == '%' && IsTemplate ? "%%" : text[i].ToString());
                continue;
            }

            var c = text[++i];
            var value = Value(c);
            if (value is null)
            {
                if (char.IsAsciiLetter(c))
                {
                    unknown.Add($"%{c}");
                }

                value = IsTemplate ? $"%%{c}" : $"%{c}";
            }

            limit.Add(value.Length);
            expanded.Append(value);
        }

        return expanded.ToString();
    }

    private string? Value(char specifier) =>
        specifier switch
        {
            '%' => IsTemplate ? "%%" : "%",
            'h' => owner.Home,
            'u' => owner.Name,
            'U' => owner.Uid?.ToString(CultureInfo.InvariantCulture),
            't' => owner.RuntimeDirectory,
            'E' => $"{owner.Home}/.config",
            'S' => $"{owner.Home}/.local/state",
            'C' => $"{owner.Home}/.cache",
            'L' => $"{owner.Home}/.local/state/log",
            'T' => "/tmp",
            'V' => "/var/tmp",
            'p' => Prefix,
            'P' => Unescaped(Prefix),
            'j' => LastOfPrefix,
            'J' => Unescaped(LastOfPrefix),
            'i' => IsTemplate ? "%i" : Instance,
            // Definitions have no word for it.
            'I' => IsTemplate ? null : Unescaped(Instance),
            'N' => IsTemplate ? $"{Prefix}@%i" : unit,
            'n' => IsTemplate ? $"{Prefix}@%i.service" : $"{unit}.service",
            _ => null,
        };

    /// <summary>A part of a unit's name as what systemd-escape made it of: a dash stands for a slash, and \xHH for a byte.</summary>
    private static string Unescaped(string name)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < name.Length; i++)
        {
            if (
                i + 3 < name.Length
                && name[i] == '\\'
                && name[i + 1] == 'x'
                && byte.TryParse(
                    name.AsSpan(i + 2, 2),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out var value
                )
            )
            {
                bytes.Add(value);
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(name[i] == '-' ? "/" : name[i].ToString()));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private string ExpandVariables(string text, List<string> unknown, bool keepsEscapes)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '$')
            {
                expanded.Append(keepsEscapes ? "$$" : "$");
                i++;
            }
            else if (
                text[i] == '$'
                && i + 1 < text.Length
                && text[i + 1] == '{'
                && text.IndexOf('}', i) is var end and > 0
                && text[(i + 2)..end] is var name
                && name.Length > 0
                && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            )
            {
                if (!Variables.TryGetValue(name, out var value))
                {
                    unknown.Add($"${{{name}}}");
                    value = text[i..(end + 1)];
                }

                limit.Add(value.Length);
                expanded.Append(value);
                i = end;
            }
            else
            {
                expanded.Append(text[i]);
            }
        }

        return expanded.ToString();
    }
}
