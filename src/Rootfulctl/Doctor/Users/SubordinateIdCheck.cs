// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor.Users;

/// <summary>The ids that a user may give to containers.</summary>
internal static class SubordinateIdCheck
{
    public static readonly UserCheck Check = new(
        "subordinate-ids",
        "the user has subordinate uids and gids, which no other has",
        Find
    );

    private static readonly (string Path, string Word)[] Files = [("/etc/subuid", "uids"), ("/etc/subgid", "gids")];

    public static IReadOnlyList<IdRange> Of(ExaminedUser user, string path) => Of(user, All(path));

    private static IEnumerable<Finding> Find(ExaminedUser user)
    {
        // They can come from a directory service instead, see nsswitch.conf(5).
        if (
            !UserAccount.Exists(user.Uid)
            || (Examination.Text("/etc/nsswitch.conf") ?? "")
                .Split('\n')
                .Any(l => l.StartsWith("subid:", StringComparison.Ordinal) && l.Trim() != "subid: files")
        )
        {
            yield break;
        }

        foreach (var (path, word) in Files)
        {
            var all = All(path);
            var own = Of(user, all);
            var count = SubordinateIds.Total(own);
            if (count < SubordinateIds.Needed)
            {
                yield return Finding.Error(
                    count == 0
                        ? $"{user.Name} has no subordinate {word} in {path}"
                        : $"{user.Name} has {count} subordinate {word} in {path}, fewer than {SubordinateIds.Needed}",
                    "images with files of several users are not pulled, and such containers do not start; podman has new ones "
                        + "after its 'system migrate', which stops the user's containers",
                    $"rootfulctl user add {user.Name}"
                );
            }

            foreach (var other in all.Except(own).Where(o => own.Any(o.Overlaps)))
            {
                yield return Finding.Warning(
                    $"subordinate {word} of {user.Name} and {other.User} overlap in {path}",
                    "what breaks out of a container of one of them may touch the other's",
                    $"give one of them another range in {path}, and change the owners of its files"
                );
            }
        }
    }

    private static IReadOnlyList<IdRange> All(string path) => SubordinateIds.Parse(Examination.Text(path) ?? "");

    private static IReadOnlyList<IdRange> Of(ExaminedUser user, IEnumerable<IdRange> all) =>
        SubordinateIds.Of(all, user.Name, user.Uid);
}
