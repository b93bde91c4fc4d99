// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Words in a value of a unit file: separated by spaces, in quotes, with escapes of C.</summary>
internal static class UnitWords
{
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length)
            {
                i += Escape(text, i, word);
                isWord = true;
            }
            else if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                isWord = true;
            }
            else if (char.IsWhiteSpace(c))
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

    /// <returns>How many characters stand behind the backslash.</returns>
    private static int Escape(string text, int at, StringBuilder word)
    {
        var c = text[at + 1];
        var digits = c switch
        {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        if (
            digits > 0
            && at + 2 + digits <= text.Length
            && int.TryParse(
                text.AsSpan(at + 2, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var code
            )
            && code > 0
            && Rune.IsValid(code)
        )
        {
            word.Append(new Rune(code).ToString());
            return 1 + digits;
        }

        const string Letters = "abfnrtvs\\\"'";
        const string Characters = "\a\b\f\n\r\t\v \\\"'";
        var index = Letters.IndexOf(c, StringComparison.Ordinal);
        // What is no escape stays as it is.
        word.Append(index >= 0 ? Characters[index].ToString() : $"\\{c}");
        return 1;
    }
}
