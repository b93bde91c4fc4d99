// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Tests.Export;

/// <summary>What systemd and Quadlet make of a line: words without their quotes, escapes, doubled '%' and doubled '$'.</summary>
internal static class QuadletWords
{
    public static string Plain(string text) =>
        text.Replace("%%", "%", StringComparison.Ordinal).Replace("$$", "$", StringComparison.Ordinal);

    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (isWord, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\':
                    isWord = true;
                    word.Append(Unescape(line, ref i));
                    break;
                case var c when c == quote:
                    quote = '\0';
                    break;
                case '"' or '\'' when quote == '\0':
                    (isWord, quote) = (true, line[i]);
                    break;
                case ' ' when quote == '\0':
                    if (isWord)
                    {
                        words.Add(Plain(word.ToString()));
                        word.Clear();
                    }

                    isWord = false;
                    break;
                default:
                    isWord = true;
                    word.Append(line[i]);
                    break;
            }
        }

        if (isWord)
        {
            words.Add(Plain(word.ToString()));
        }

        return words;
    }

    private static char Unescape(string line, ref int i)
    {
        i++;
        if (line[i] == 'x')
        {
            i += 2;
            return (char)int.Parse(line.AsSpan(i - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return line[i] switch
        {
            'n' => '\n',
            't' => '\t',
            var other => other,
        };
    }
}
