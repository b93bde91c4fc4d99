// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>Text of TOML.</summary>
internal static class TomlText
{
    private const int LongestLine = 100;

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            quoted.Append(
                rune.Value switch
                {
                    '"' => "\\\"",
                    '\\' => @"\\",
                    '\n' => "\\n",
                    '\t' => "\\t",
                    < ' ' or 0x7f => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                    _ => rune.ToString(),
                }
            );
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A name in a table, in quotes only where it needs them.</summary>
    public static string Key(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? name : Quoted(name);

    /// <summary>One line of a comment, whatever it holds.</summary>
    public static string Comment(string text) => text.Length == 0 ? "#" : $"# {PrintableText.Of(text)}";

    /// <summary>A list: on one line where it fits and nothing is said about its items.</summary>
    /// <param name="key">What stands before it.</param>
    /// <param name="items">As TOML.</param>
    public static string List(string key, IReadOnlyList<DraftItem> items)
    {
        var line = $"{key} = [{string.Join(", ", items.Select(i => i.Text))}]";
        if (line.Length <= LongestLine && items.All(i => i.Comments.Count == 0))
        {
            return line + "\n";
        }

        var text = new StringBuilder($"{key} = [\n");
        foreach (var item in items)
        {
            foreach (var comment in item.Comments)
            {
                text.Append("    ").Append(Comment(comment)).Append('\n');
            }

            text.Append("    ").Append(item.Text).Append(",\n");
        }

        return text.Append("]\n").ToString();
    }
}
