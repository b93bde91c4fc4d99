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
        foreach (var unit in units)
        {
            if (manager.FreezerState(unit) is "frozen" or "freezing")
            {
                manager.Thaw(unit);
            }
            else if (IsHeld(manager.ControlGroup(unit)))
            {
                ThawUnknown(manager, unit);
            }
        }

        // Not run here: podman makes namespaces, which the supervisor's sandbox does not let it.
        if (units.Any(u => IsPaused(manager.ControlGroup(u))))
        {
            _ = manager.Wait(manager.Start(UserUnits.Unpause(name)), output.StayHeard);
        }
    }

    /// <summary>What a reload that was killed held still, of which the manager knows nothing.</summary>
    private static void ThawUnknown(ServiceManager manager, string unit)
    {
        try
        {
            manager.Freeze(unit);
            manager.Thaw(unit);
        }
        catch (BusErrorException)
        {
            // A manager that has no say there. SIGKILL still ends the container.
        }
    }

    /// <summary>podman freezes the control group of the container's processes, which is below the unit's.</summary>
    private static bool IsPaused(string controlGroup) =>
        controlGroup.Length > 0
        && UserControlGroup
            .Roots.Select(root => root + controlGroup)
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Any(IsFrozen);

    private static bool IsHeld(string controlGroup) =>
        controlGroup.Length > 0 && UserControlGroup.Roots.Any(root => IsFrozen(root + controlGroup));

    private static bool IsFrozen(string group)
    {
        var file = $"{group}/cgroup.freeze";
        return File.Exists(file) && File.ReadAllText(file).StartsWith('1');
    }
}
