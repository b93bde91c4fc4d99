// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>The units of a container in the system's service manager.</summary>
internal static class ContainerUnits
{
    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(60);

    /// <summary>Whether a start of the container is queued, which has not begun.</summary>
    public static bool IsToBeStarted(ServiceManager system, ContainerName container)
    {
        var unit = SystemUnits.Container(container);
        return system.JobType(unit) == "start" && system.JobState(unit) == "waiting";
    }

    /// <summary>Whether the container is up, or a job that is done and remains so. No where systemd cannot be asked.</summary>
    public static bool IsActive(ContainerName container, Log log)
    {
        try
        {
            return ServiceManager.WithSystem(system =>
                system.ActiveState(SystemUnits.Container(container)) == "active"
            );
        }
        catch (HostException e)
        {
            log.Warning(e.Message);
            return false;
        }
    }

    /// <summary>
    /// Stops a container whose network alone is being stopped, or restarted, and waits for its end: it is to end by its own
    /// signal, on a network, and not to count as ended by itself. Where systemd cannot be asked, the container is detached all the same.
    /// </summary>
    public static void StopWithNetwork(ContainerName name, Log log)
    {
        try
        {
            ServiceManager.WithSystem(system => StopWithNetwork(system, name));
        }
        catch (HostException e)
        {
            log.Warning($"{e.Message}; {name} is detached without being stopped first");
        }
    }

    private static void StopWithNetwork(ServiceManager system, ContainerName name)
    {
        var container = SystemUnits.Container(name);
        // None between two attempts of Restart=, whose network is stopped as well.
        if (system.MainProcess(container) == 0)
        {
            return;
        }

        if (system.JobType(SystemUnits.Network(name)) == "restart")
        {
            _ = system.RestartUnlessQueued(container);
        }
        else if (!IsEnding(system, container))
        {
            // Of one that is ending a start may be queued, which a stop would cancel.
            _ = system.Stop(container);
        }

        do
        {
            // Its own time to stop is what limits it.
            ServiceNotification.ExtendTimeout(Extension);
            system.WaitForChange(UserAgent.Interval);
            // The job first: the other way round, one that ends well between the two questions looks like this as well.
            if (system.JobType(container) is null && !IsEnding(system, container) && system.MainProcess(container) != 0)
            {
                // A stop that failed would be waited for without end.
                throw new HostException($"{container} could not be stopped");
            }
        } while (system.MainProcess(container) != 0);
    }

    private static bool IsEnding(ServiceManager system, string container) =>
        system.ActiveState(container) == "deactivating";

    /// <summary>Whether the container is just being stopped or detached.</summary>
    public static bool IsLeaving(ContainerName container) =>
        ServiceManager.WithSystem(system => IsLeaving(system, container));

    private static bool IsLeaving(ServiceManager system, ContainerName container)
    {
        var state = system.ActiveState(SystemUnits.Container(container));
        return state == "deactivating"
            || system.ActiveState(SystemUnits.Network(container)) switch
            {
                "deactivating" => true,
                // It has ended, and the manager is about to have it detached.
                "active" => state is "inactive" or "failed",
                _ => false,
            };
    }
}
