// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>What systemd would have replaced in a value: specifiers, and variables of the command line.</summary>
/// <param name="unit">The unit's name without its suffix, as in web or web@1.</param>
internal sealed class Specifiers(ImportOwner owner, string unit)
{
    /// <summary>Environment= of [Service].</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    public bool IsTemplate { get; } = unit.EndsWith('@');

    private string Prefix =>
        unit.Contains('@', StringComparison.Ordinal) ? unit[..unit.IndexOf('@', StringComparison.Ordinal)] : unit;

    private string Instance => unit[(unit.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>The value of a key that becomes a part of a command line.</summary>
    /// <param name="unknown">What only systemd knows; it stays as it is.</param>
    public string Expand(string text, List<string> unknown) =>
        ExpandVariables(ExpandSpecifiers(text, unknown), unknown);

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
            'p' or 'P' => Prefix,
            'j' or 'J' => Prefix[(Prefix.LastIndexOf('-') + 1)..],
            'i' or 'I' => IsTemplate ? "%i" : Instance,
            'N' => IsTemplate ? $"{Prefix}@%i" : unit,
            'n' => IsTemplate ? $"{Prefix}@%i.service" : $"{unit}.service",
            _ => null,
        };

    private string ExpandVariables(string text, List<string> unknown)
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
                expanded.Append('$');
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
