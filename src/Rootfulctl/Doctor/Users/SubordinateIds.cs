// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Doctor.Users;

/// <summary>A line of subuid(5) or subgid(5).</summary>
internal sealed record IdRange(string User, ulong First, ulong Count)
{
    public ulong End => First + Count;

    public bool Overlaps(IdRange other) => First < other.End && other.First < End;

    public bool Has(ulong id) => id >= First && id < End;

    public static IReadOnlyList<IdRange> Parse(string text) =>
        [
            .. text.Split('\n')
                .Select(l => l.Split('#')[0].Trim().Split(':'))
                .Select(f =>
                    f.Length == 3
                    && ulong.TryParse(f[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                    && ulong.TryParse(f[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                        ? new IdRange(f[0], first, count)
                        : null
                )
                .OfType<IdRange>(),
        ];
}

/// <summary>The ids that a user may give to containers.</summary>
internal static class SubordinateIds
{
    public static readonly UserCheck Check = new(
        "subordinate-ids",
        "the user has subordinate uids and gids, which no other has",
        Find
    );

    // What images use, and podman maps by default.
    private const ulong Usual = 65536;
    private const ulong Lowest = 100_000;

    private static readonly (string Path, string Flag, string Word)[] Files =
    [
        ("/etc/subuid", "--add-subuids", "uids"),
        ("/etc/subgid", "--add-subgids", "gids"),
    ];

    public static IEnumerable<IdRange> Of(ExaminedUser user, string path) =>
        Of(user, IdRange.Parse(Examination.Text(path) ?? ""));

    private static IEnumerable<Finding> Find(ExaminedUser user)
    {
        // They can come from a directory service instead, see nsswitch.conf(5).
        if (
            (Examination.Text("/etc/nsswitch.conf") ?? "")
                .Split('\n')
                .Any(l => l.StartsWith("subid:", StringComparison.Ordinal) && l.Trim() != "subid: files")
        )
        {
            yield break;
        }

        foreach (var (path, flag, word) in Files)
        {
            var all = IdRange.Parse(Examination.Text(path) ?? "");
            var own = Of(user, all).ToList();
            var count = own.Aggregate(0UL, (sum, r) => sum + r.Count);
            if (count < Usual)
            {
                var first = Free(all);
                yield return Finding.Error(
                    count == 0
                        ? $"{user.Name} has no subordinate {word} in {path}"
                        : $"{user.Name} has {count} subordinate {word} in {path}, fewer than {Usual}",
                    "images with files of several users are not pulled, and such containers do not start; podman has new ones "
                        + "after its 'system migrate', which stops the user's containers",
                    $"usermod {flag} {first}-{first + Usual - 1} {user.Name}"
                );
            }

            foreach (var other in all.Except(own).Where(o => own.Exists(o.Overlaps)))
            {
                yield return Finding.Warning(
                    $"subordinate {word} of {user.Name} and {other.User} overlap in {path}",
                    "what breaks out of a container of one of them may touch the other's",
                    $"give one of them another range in {path}, and change the owners of its files"
                );
            }
        }
    }

    /// <summary>The first number behind all that are taken.</summary>
    public static ulong Free(IEnumerable<IdRange> all) => all.Select(r => r.End).Append(Lowest).Max();

    private static IEnumerable<IdRange> Of(ExaminedUser user, IEnumerable<IdRange> all) =>
        all.Where(r => r.User == user.Name || r.User == user.Uid.ToString(CultureInfo.InvariantCulture));
}
