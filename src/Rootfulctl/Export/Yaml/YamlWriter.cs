// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Export.Yaml;

/// <summary>
/// Writes YAML that versions 1.1 and 1.2 read alike: a string stands without quotes only where nobody could take it for
/// something else.
/// </summary>
internal static class YamlWriter
{
    private const string Indent = "  ";

    // Of YAML 1.1, in which programs still think.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
    };

    public static string Write(YamlNode document)
    {
        var text = new StringBuilder();
        Append(text, document, "", isInline: false);
        return text.Append('\n').ToString();
    }

    /// <param name="indent">Of the lines of this node.</param>
    /// <param name="isInline">Whether something stands on its first line already.</param>
    private static void Append(StringBuilder text, YamlNode node, string indent, bool isInline)
    {
        switch (node)
        {
            case YamlMap { Entries.Count: 0 }:
                text.Append("{}");
                break;
            case YamlList { Items.Count: 0 }:
                text.Append("[]");
                break;
            case YamlMap map:
                foreach (var (name, value) in map.Entries)
                {
                    Start(text, indent, ref isInline);
                    text.Append(Scalar(name)).Append(':');
                    AppendValue(text, value, indent + Indent);
                }

                break;
            case YamlList list:
                foreach (var item in list.Items)
                {
                    Start(text, indent, ref isInline);
                    text.Append('-');
                    AppendItem(text, item, indent + Indent);
                }

                break;
            case YamlText scalar:
                AppendText(text, scalar, indent);
                break;
            case YamlWord word:
                text.Append(word.Word);
                break;
            default:
                throw new ArgumentException($"{node.GetType()} is no part of a document", nameof(node));
        }
    }

    private static void Start(StringBuilder text, string indent, ref bool isInline)
    {
        if (!isInline)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(indent);
        }

        isInline = false;
    }

    private static void AppendValue(StringBuilder text, YamlNode value, string indent)
    {
        var isBlock = value is YamlMap { Entries.Count: > 0 } or YamlList { Items.Count: > 0 };
        text.Append(isBlock ? "" : " ");
        Append(text, value, indent, isInline: false);
    }

    private static void AppendItem(StringBuilder text, YamlNode item, string indent)
    {
        text.Append(' ');
        Append(text, item, indent, isInline: true);
    }

    private static void AppendText(StringBuilder text, YamlText scalar, string indent)
    {
        if (scalar.Tag is { } tag)
        {
            text.Append(tag).Append(' ');
        }

        if (!IsBlock(scalar.Text))
        {
            text.Append(Scalar(scalar.Text));
            return;
        }

        text.Append('|');
        // Also where nothing is around it: "---" would be the end of a document.
        indent = indent.Length == 0 ? Indent : indent;
        foreach (var line in scalar.Text[..^1].Split('\n'))
        {
            text.Append('\n').Append(line.Length > 0 ? indent : "").Append(line);
        }
    }

    /// <summary>Lines as they are: what has more than one, and nothing that such a block would change.</summary>
    private static bool IsBlock(string text) =>
        text.Length > 1
        && text[..^1].Contains('\n', StringComparison.Ordinal)
        && text[^1] == '\n'
        // More empty lines at the end would be taken away, and space at the start for the indentation.
        && text[^2] != '\n'
        && text[0] is not (' ' or '\n' or '\t')
        && text.Split('\n').All(IsBlockLine);

    private static bool IsBlockLine(string line) =>
        line == PrintableText.Of(line)
        && (line.Length == 0 || line.Trim(' ').Length > 0)
        && !line.EnumerateRunes().Any(UnitText.IsNoncharacter);

    private static string Scalar(string text) => IsPlain(text) ? text : Quoted(text);

    private static bool IsPlain(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] == '/')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' or ',' or ' ')
        && text[^1] != ' '
        && !Words.Contains(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\n' => "\\n",
                    '\t' => "\\t",
                    >= ' ' and <= '~' => rune.ToString(),
                    _ when Rune.IsLetterOrDigit(rune) => rune.ToString(),
                    <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                    <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                    _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
                }
            );
        }

        return quoted.Append('"').ToString();
    }
}
