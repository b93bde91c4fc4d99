// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>Has the user's service manager stop the units of the container, which removes it.</summary>
internal static class RemoveAgent
{
    // TimeoutStopSec= of rootful-network@ has room for it; what is left then is the user's own container.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(80);

    /// <summary>Connects at once, and begins when it is told to: the manager takes its time to let a client in.</summary>
    /// <param name="keepNamespace">Whether what holds the network namespace goes on.</param>
    public static void Run(ContainerName name, UserAccount user, bool keepNamespace, AgentOutput output)
    {
        string? word = null;
        // A manager that is gone has nothing to stop.
        _ = ServiceManager.TryWithUser(
            user.Uid,
            Limit,
            manager =>
            {
                word ??= AgentInput.AwaitWord();
                // netavark's turn may have taken long.
                manager.RestartLimit();
                if (word == UserAgent.Begin)
                {
                    Remove(manager, name, user, keepNamespace, output);
                }
            }
        );
        output.Say(AgentMessage.Done);
    }

    public static void Remove(
        ServiceManager manager,
        ContainerName name,
        UserAccount user,
        bool keepNamespace,
        AgentOutput output
    )
    {
        var (start, init, create) = (UserUnits.Start(name), UserUnits.Init(name), UserUnits.Create(name));
        // A container that ended by itself leaves the failure to be seen; one that is stopped here did not fail.
        string[] stoppedHere = [.. new[] { start, init }.Where(u => manager.ActiveState(u) == "active")];
        if (stoppedHere.Length > 0)
        {
            PausedContainer.Resume(manager, name, output);
        }

        var stateOfCreate = manager.ActiveState(create);
        // Each by itself: units whose definition was removed meanwhile have lost their dependencies on each other. Where the container is
        // another unit's, what holds its namespace has no part in its removal.
        var holdsOnly = manager.ServiceType(init) == "notify";
        string[][] turns =
            keepNamespace
                ?
                [
                    [start],
                    [create],
                ]
            : holdsOnly
                ?
                [
                    [start],
                    [init, create],
                ]
            :
            [
                [start],
                [init],
                [create],
            ];
        foreach (var units in turns)
        {
            foreach (var job in units.Select(manager.Stop).OfType<string>().ToList())
            {
                manager.Wait(job, output.StayHeard);
            }
        }

        // Where podman stop and conmon were killed together, podman removes the container only when it is asked again. One that was
        // stopped while it created may have done so, and not have written down which container it is.
        if (stateOfCreate is "active" or "activating" && manager.ActiveState(create) == "failed")
        {
            PauseProcess.ForgetKilled(user);
            if (RemoveLeft(manager, name, output) || stateOfCreate == "activating")
            {
                manager.ResetFailed(create);
            }
        }

        foreach (var unit in stoppedHere)
        {
            manager.ResetFailed(unit);
        }
    }

    private static bool RemoveLeft(ServiceManager manager, ContainerName name, AgentOutput output)
    {
        try
        {
            return LeftContainer.Remove(manager, name, output);
        }
        catch (HostException)
        {
            // What has the name is the user's own, and none of the units' business.
            return false;
        }
    }
}
