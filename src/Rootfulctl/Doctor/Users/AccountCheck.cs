// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.Rootfulctl.Doctor.Users;

/// <summary>A definition may give the uid of a user whom only a directory service knows.</summary>
internal static class AccountCheck
{
    public static readonly UserCheck Check = new("account", "the user is known to this host", Find);

    private static IEnumerable<Finding> Find(ExaminedUser user)
    {
        if (!UserAccount.Exists(user.Uid))
        {
            yield return Finding.Error(
                $"no user of this host has the uid {user.Uid}",
                user.IsUsed
                    ? "the containers of that user run on, and do not start again"
                    : "none of its containers starts",
                $"correct 'user' in {string.Join(", ", user.Containers.Select(c => c.Definition?.Path ?? c.Name.ToString()))}, "
                    + $"or: useradd --uid {user.Uid} --user-group --create-home NAME && rootfulctl user add NAME"
            );
        }
    }
}
