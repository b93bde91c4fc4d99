// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>What podman and systemctl of a user need to find that user's things, and nothing of root's.</summary>
internal static class UserEnvironment
{
    private static readonly string[] Inherited = ["PATH", "LANG", "LC_ALL", "TERM", "COLORTERM", "NO_COLOR", "TZ"];

    public static IReadOnlyList<string> Of(UserAccount user) =>
        [
            .. Inherited
                .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
                .Where(v => v.Value is not null)
                .Select(v => $"{v.Name}={v.Value}"),
            $"HOME={user.Home}",
            $"USER={user.Name}",
            $"LOGNAME={user.Name}",
            $"XDG_RUNTIME_DIR={StatePaths.RuntimeDirectory(user.Uid)}",
            $"DBUS_SESSION_BUS_ADDRESS=unix:path={StatePaths.RuntimeDirectory(user.Uid)}/bus",
        ];
}
