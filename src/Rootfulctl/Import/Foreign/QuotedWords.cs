// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Words that are separated by white space outside of quotes; what a backslash means differs.</summary>
internal static class QuotedWords
{
    /// <param name="quote">The one that the backslash stands in, or 0.</param>
    /// <returns>How many of the characters behind the backslash were taken; -1 if it is a character like others.</returns>
    public delegate int Escape(string text, int backslash, char quote, StringBuilder word);

    public static IReadOnlyList<string> Split(string text, Escape escape)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && escape(text, i, quote, word) is var taken and >= 0)
            {
                i += taken;
                isWord |= word.Length > 0;
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                isWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End();
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (isWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            isWord = false;
        }
    }
}
