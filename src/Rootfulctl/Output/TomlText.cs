// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>Text of TOML.</summary>
internal static class TomlText
{
    /// <summary>A string, on one line. What a terminal obeys or does not show is an escape in it: whoever reads it sees all of it.</summary>
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
                    _ when PrintableText.IsPrinted(rune) => rune.ToString(),
                    _ => PrintableText.Escaped(rune),
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
}
