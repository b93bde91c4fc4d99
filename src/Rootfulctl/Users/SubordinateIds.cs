// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Ids from First on.</summary>
internal sealed record IdRange(ulong First, ulong Count)
{
    public ulong Last => First + Count - 1;

    public bool Meets(IdRange other) => First <= other.Last && other.First <= Last;
}

/// <summary>What subuid(5) or subgid(5) gives to whom.</summary>
internal sealed class SubordinateIds
{
    /// <summary>What a container's user needs: as many as an image can have users.</summary>
    public const ulong Needed = 65536;

    private readonly List<(string Owner, IdRange Range)> _ranges = [];

    public static SubordinateIds Parse(string text)
    {
        var ids = new SubordinateIds();
        foreach (var line in text.Split('\n'))
        {
            if (
                line.Split(':') is [var owner, var first, var count]
                && ulong.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                && ulong.TryParse(count.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                && length > 0
            )
            {
                ids._ranges.Add((owner, new IdRange(start, length)));
            }
        }

        return ids;
    }

    public bool HasEnough(string user, uint uid) =>
        _ranges.Exists(r =>
            r.Range.Count >= Needed && (r.Owner == user || r.Owner == uid.ToString(CultureInfo.InvariantCulture))
        );

    /// <summary>The first range that is nobody's in either file.</summary>
    /// <param name="minimum">SUB_UID_MIN of login.defs(5).</param>
    /// <param name="maximum">SUB_UID_MAX.</param>
    /// <returns>Null when there is none.</returns>
    public static IdRange? Free(IEnumerable<SubordinateIds> files, ulong minimum, ulong maximum)
    {
        var taken = files.SelectMany(f => f._ranges).Select(r => r.Range).OrderBy(r => r.First).ToList();
        var free = new IdRange(minimum, Needed);
        foreach (var range in taken.Where(r => r.Last >= minimum))
        {
            if (range.Meets(free))
            {
                free = free with { First = range.Last + 1 };
            }
        }

        return free.Last <= maximum ? free : null;
    }
}
