// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Lingering keeps the user's service manager running without a login; without it systemd-logind stops it, and every
/// container in it, at the user's last logout.
/// </summary>
internal static class Linger
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void Enable(UserAccount user, Log log)
    {
        if (File.Exists(LingerFile.Of(user.Name)) || IsMasked(user))
        {
            return;
        }

        var result = ChildProcess.Run(ProgramFile.Find("loginctl"), ["enable-linger", user.Name], Limit);
        if (result is { Status: 0 })
        {
            log.Notice($"enabled lingering for user {user}, so that its containers outlive its logins");
        }
        else
        {
            log.Warning(
                $"lingering could not be enabled for user {user}: {result?.MessageText ?? "systemd-logind does not answer"}; "
                    + "its containers stop at its last logout"
            );
        }
    }

    /// <summary>Whether an administrator has masked the unit that does the same at boot.</summary>
    private static bool IsMasked(UserAccount user) =>
        ServiceManager.WithSystem(system => system.LoadState(SystemUnits.Linger(user.Uid)) == "masked");
}
