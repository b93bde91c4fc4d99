// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>A container that is paused, or whose unit is frozen: neither a signal nor podman ends it.</summary>
internal static class PausedContainer
{
    /// <summary>Has it go on, so that it can be stopped.</summary>
    public static void Resume(ServiceManager manager, ContainerName name, AgentOutput output)
    {
        string[] units = [UserUnits.Init(name), UserUnits.Start(name)];
        foreach (var unit in units.Where(u => manager.FreezerState(u) is "frozen" or "freezing"))
        {
            manager.Thaw(unit);
        }

        // Not run here: podman makes namespaces, which the supervisor's sandbox does not let it.
        if (units.Any(u => IsPaused(manager.ControlGroup(u))))
        {
            _ = manager.Wait(manager.Start(UserUnits.Unpause(name)), output.StayHeard);
        }
    }

    /// <summary>podman freezes the control group of the container's processes, which is below the unit's.</summary>
    private static bool IsPaused(string controlGroup) =>
        controlGroup.Length > 0
        && UserControlGroup
            .Roots.Select(root => root + controlGroup)
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Select(group => $"{group}/cgroup.freeze")
            .Any(file => File.Exists(file) && File.ReadAllText(file).StartsWith('1'));
}
