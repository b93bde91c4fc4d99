// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>The units of a container in the system's service manager.</summary>
internal static class ContainerUnits
{
    /// <summary>Whether the container is just being stopped or detached.</summary>
    public static bool IsLeaving(ContainerName container)
    {
        using var manager = ServiceManager.OfSystem();
        var state = manager.ActiveState(SystemUnits.Container(container));
        return state == "deactivating"
            || manager.ActiveState(SystemUnits.Network(container)) switch
            {
                "deactivating" => true,
                // It has ended, and the manager is about to have it detached.
                "active" => state is "inactive" or "failed",
                _ => false,
            };
    }
}
