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
        var init = UserUnits.Init(name);
        if (manager.FreezerState(init) is "frozen" or "freezing")
        {
            manager.Thaw(init);
        }

        // Not run here: podman makes namespaces, which the supervisor's sandbox does not let it.
        if (IsPaused(manager.ControlGroup(init)))
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
