// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>A value that podman splits at commas, in the quoting of CSV.</summary>
internal static class ListText
{
    /// <summary>Its fields; where the quotes are none of CSV's, which podman refuses, what stands between commas.</summary>
    public static IReadOnlyList<string> Fields(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var i = 0; i <= text.Length; i++)
        {
            if (field.Length == 0 && i < text.Length && text[i] == '"' && (i == 0 || text[i - 1] == ','))
            {
                if (Quoted(text, i + 1, field) is not { } end || (end < text.Length && text[end] != ','))
                {
                    return text.Split(',');
                }

                i = end;
                End();
            }
            else if (i == text.Length || text[i] == ',')
            {
                End();
            }
            else
            {
                field.Append(text[i]);
            }
        }

        return fields;

        void End()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }

    /// <returns>What follows the quote at the end; null without one.</returns>
    private static int? Quoted(string text, int at, StringBuilder field)
    {
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] != '"')
            {
                field.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else
            {
                return i + 1;
            }
        }

        return null;
    }
}
