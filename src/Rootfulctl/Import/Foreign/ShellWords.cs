// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Words of a command as a shell, and compose, splits them; nothing is expanded.</summary>
internal static class ShellWords
{
    public static IReadOnlyList<string> Split(string text) => QuotedWords.Split(text, Escape);

    private static int Escape(string text, int backslash, char quote, StringBuilder word)
    {
        if (quote == '\'')
        {
            return -1;
        }

        var c = text[backslash + 1];
        // A line that goes on in the next one.
        if (c != '\n')
        {
            word.Append(quote == '"' && c is not ('"' or '\\' or '$' or '`') ? $"\\{c}" : c.ToString());
        }

        return 1;
    }
}
