// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>What the system's service manager is about to do.</summary>
internal static class SystemState
{
    /// <summary>Whether the user's service manager is being stopped, and all that requires it before, while the machine goes on.</summary>
    public static bool IsStopping(UserAccount user)
    {
        try
        {
            using var system = ServiceManager.OfSystemForUsers();
            return !system.IsStopping && system.JobType(SystemUnits.UserManager(user.Uid)) is "stop" or "restart";
        }
        catch (HostException)
        {
            return false;
        }
    }
}
