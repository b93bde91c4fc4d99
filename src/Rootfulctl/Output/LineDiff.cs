// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Output;

/// <summary>What became of a text, line by line.</summary>
internal static class LineDiff
{
    private const int Context = 3;

    /// <summary>Lines that begin with a space, <c>-</c> or <c>+</c>; none when nothing changed.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var lines = All(before, after);
        if (lines.TrueForAll(l => l[0] == ' '))
        {
            return [];
        }

        var isShown = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            for (
                var j = Math.Max(0, i - Context);
                lines[i][0] != ' ' && j <= Math.Min(lines.Count - 1, i + Context);
                j++
            )
            {
                isShown[j] = true;
            }
        }

        return [.. lines.Where((_, i) => isShown[i])];
    }

    /// <summary>By the longest common subsequence; units are short.</summary>
    private static List<string> All(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        var common = Enumerable.Range(0, before.Count + 1).Select(_ => new int[after.Count + 1]).ToArray();
        for (var i = before.Count - 1; i >= 0; i--)
        {
            for (var j = after.Count - 1; j >= 0; j--)
            {
                common[i][j] =
                    before[i] == after[j] ? common[i + 1][j + 1] + 1 : Math.Max(common[i + 1][j], common[i][j + 1]);
            }
        }

        var lines = new List<string>();
        var (old, now) = (0, 0);
        while (old < before.Count || now < after.Count)
        {
            if (old < before.Count && now < after.Count && before[old] == after[now])
            {
                lines.Add($" {before[old]}");
                (old, now) = (old + 1, now + 1);
            }
            else if (now == after.Count || (old < before.Count && common[old + 1][now] >= common[old][now + 1]))
            {
                lines.Add($"-{before[old++]}");
            }
            else
            {
                lines.Add($"+{after[now++]}");
            }
        }

        return lines;
    }
}
