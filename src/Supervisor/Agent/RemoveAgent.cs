// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>Has the user's service manager stop the units of the container, which removes it.</summary>
internal static class RemoveAgent
{
    // TimeoutStopSec= of rootful-network@ has room for it; what is left then is the user's own container.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(80);

    public static void Run(ContainerName name, UserAccount user, AgentOutput output)
    {
        using var manager = ServiceManager.TryOfUser(user.Uid, Limit);
        // A manager that is gone has nothing to stop.
        if (manager is not null)
        {
            Remove(manager, name, output);
        }

        output.Say(AgentMessage.Done);
    }

    public static void Remove(ServiceManager manager, ContainerName name, AgentOutput output)
    {
        // A container that ended by itself leaves the failure to be seen; one that is stopped here did not fail.
        var isStoppedHere = manager.ActiveState(UserUnits.Init(name)) == "active";
        if (isStoppedHere)
        {
            PausedContainer.Resume(manager, name, output);
        }

        var create = UserUnits.Create(name);
        var isCreated = manager.ActiveState(create) == "active";
        // Each by itself: units whose definition was removed meanwhile have lost their dependencies on each other.
        foreach (var unit in new[] { UserUnits.Start(name), UserUnits.Init(name), create })
        {
            if (manager.Stop(unit) is { } job)
            {
                manager.Wait(job, output.StayHeard);
            }
        }

        // Where podman stop and conmon were killed together, podman removes the container only when it is asked again.
        if (isCreated && manager.ActiveState(create) == "failed" && LeftContainer.Remove(manager, name, output))
        {
            manager.ResetFailed(create);
        }

        if (isStoppedHere)
        {
            manager.ResetFailed(UserUnits.Init(name));
        }
    }
}
