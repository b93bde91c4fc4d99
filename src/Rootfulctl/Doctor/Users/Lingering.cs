// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor.Users;

/// <summary>Whether the user's service manager stays without a login.</summary>
internal static class Lingering
{
    public static readonly UserCheck Check = new("linger", "the user of a running container lingers", Find);

    private static IEnumerable<Finding> Find(ExaminedUser user)
    {
        if (user.IsUsed && NativeFile.Status(LingerFile.Of(user.Name)) is null)
        {
            yield return Finding.Error(
                $"{user.Name} does not linger",
                "the user's service manager, and with it the containers, ends with the user's last login",
                $"loginctl enable-linger {user.Name}"
            ) with
            {
                Fix = Caller.IsRoot ? () => Enable(user.Name) : null,
            };
        }
    }

    private static string Enable(string user)
    {
        HostProgram.Run("loginctl", "enable-linger", user);
        return $"loginctl enable-linger {user}";
    }
}
