// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>Finds the name a mistyped word was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits, or <see langword="null"/> when none is near.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What could be meant.</param>
    /// <param name="letters">How many of the word were typed; all when it is not given.</param>
    public static string? Find(string word, IEnumerable<string> candidates, int? letters = null)
    {
        // Above a third of the letters a suggestion is a guess that sends the reader the wrong way.
        var best = Math.Max(1, Math.Min(letters ?? word.Length, 24) / 3) + 1;
        string? nearest = null;
        foreach (var candidate in candidates)
        {
            var distance = Math.Abs(candidate.Length - word.Length) >= best ? best : Distance(word, candidate);
            if (distance < best)
            {
                best = distance;
                nearest = candidate;
            }
        }

        return nearest;
    }

    /// <summary>The same as the end of a message; empty when none is near.</summary>
    public static string Suggestion(string word, IEnumerable<string> candidates) =>
        Find(word, candidates) is { } near ? $" (did you mean '{near}'?)" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    private static int Distance(string left, string right)
    {
        var width = right.Length + 1;
        var costs = new int[(left.Length + 1) * width];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                costs[(i * width) + j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Cheapest(i, j),
                };
            }
        }

        return costs[^1];

        int Cheapest(int i, int j)
        {
            var same = Lower(left[i - 1]) == Lower(right[j - 1]);
            var cost = Math.Min(
                Math.Min(costs[((i - 1) * width) + j], costs[(i * width) + j - 1]) + 1,
                costs[((i - 1) * width) + j - 1] + (same ? 0 : 1)
            );
            var swapped =
                i > 1
                && j > 1
                && Lower(left[i - 1]) == Lower(right[j - 2])
                && Lower(left[i - 2]) == Lower(right[j - 1]);
            return swapped ? Math.Min(cost, costs[((i - 2) * width) + j - 2] + 1) : cost;
        }
    }

    private static char Lower(char c) => c == '-' ? '_' : char.ToLowerInvariant(c);
}
