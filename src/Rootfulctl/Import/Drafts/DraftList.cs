// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>A key whose value is a list.</summary>
internal static class DraftList
{
    private const int LongestLine = 100;

    /// <summary>On one line where it fits and nothing is said about its items.</summary>
    /// <param name="key">What stands before it.</param>
    /// <param name="items">As TOML.</param>
    public static string Of(string key, IReadOnlyList<DraftItem> items)
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
                text.Append("    ").Append(TomlText.Comment(comment)).Append('\n');
            }

            text.Append("    ").Append(item.Text).Append(",\n");
        }

        return text.Append("]\n").ToString();
    }
}
