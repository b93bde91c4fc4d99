// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>A line of subuid(5) or subgid(5): ids that a user may give to containers.</summary>
internal sealed record IdRange(string User, ulong First, ulong Count)
{
    public ulong Last => First + Count - 1;

    public bool Overlaps(IdRange other) => First <= other.Last && other.First <= Last;

    public bool Has(ulong id) => id >= First && id <= Last;
}

/// <summary>What the lines of subuid(5) and subgid(5) give to whom.</summary>
internal static class SubordinateIds
{
    /// <summary>What a container's user needs: as many as an image can have users.</summary>
    public const ulong Needed = 65536;

    public static IReadOnlyList<IdRange> Parse(string text) =>
        [
            .. text.Split('\n')
                .Select(l => l.Split('#')[0].Trim().Split(':'))
                .Select(f =>
                    f.Length == 3
                    && ulong.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                    && ulong.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                    && count > 0
                        ? new IdRange(f[0], first, count)
                        : null
                )
                .OfType<IdRange>(),
        ];

    public static IReadOnlyList<IdRange> Of(IEnumerable<IdRange> all, string user, uint uid) =>
        [.. all.Where(r => r.User == user || r.User == uid.ToString(CultureInfo.InvariantCulture))];

    public static ulong Total(IEnumerable<IdRange> ranges) => ranges.Aggregate(0UL, (sum, r) => sum + r.Count);

    /// <summary>The first of as many in a row as are needed, that are nobody's.</summary>
    /// <param name="minimum">SUB_UID_MIN of login.defs(5).</param>
    /// <param name="maximum">SUB_UID_MAX.</param>
    /// <returns>Null when there are none.</returns>
    public static ulong? Free(IEnumerable<IdRange> taken, ulong minimum, ulong maximum)
    {
        var free = new IdRange("", minimum, Needed);
        foreach (var range in taken.OrderBy(r => r.First).Where(r => r.Last >= minimum))
        {
            if (range.Overlaps(free))
            {
                free = free with { First = range.Last + 1 };
            }
        }

        return free.Last <= maximum ? free.First : null;
    }
}
