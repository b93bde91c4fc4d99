// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Has the user's service manager stop the container, if it is to be, and says how the container ended, or which process is the new one
/// when the user restarts it.
/// </summary>
internal static class EndAgent
{
    private static readonly TimeSpan ReapDeadline = TimeSpan.FromSeconds(10);

    public static void Run(
        ContainerName name,
        UserAccount user,
        bool namespaceFirst,
        string argument,
        AgentOutput output
    ) => ServiceManager.WithUser(user.Uid, manager => Run(manager, name, namespaceFirst, argument, output));

    private static void Run(
        ServiceManager manager,
        ContainerName name,
        bool namespaceFirst,
        string argument,
        AgentOutput output
    )
    {
        var unit = UserUnits.Processes(name, namespaceFirst);
        if (argument != UserAgent.End)
        {
            PausedContainer.Resume(manager, name, output);
            // The start unit, if it is another, is bound to it.
            if (manager.Stop(unit) is { } job)
            {
                _ = manager.Wait(job, output.StayHeard);
            }
        }

        var (code, status) = AwaitExit(manager, unit);
        if (argument == UserAgent.EndByStop)
        {
            manager.ResetFailed(unit);
        }

        if (argument == UserAgent.End && namespaceFirst)
        {
            if (Restarted(manager, unit, output) is { } process)
            {
                output.Say(AgentMessage.MainProcess, process);
                return;
            }

            // Who stops the units has the container end first.
            if (manager.MainEndedBefore(UserUnits.Init(name), unit))
            {
                output.Say(AgentMessage.NamespaceLost);
            }
        }

        output.Say(AgentMessage.Exit, string.Create(CultureInfo.InvariantCulture, $"{code} {status}"));
    }

    /// <summary>The container's new main process, when the user has restarted its unit alone; null when nobody has.</summary>
    private static string? Restarted(ServiceManager manager, string unit, AgentOutput output)
    {
        manager.Subscribe();
        while (
            manager.JobType(unit) is "start" or "restart" || manager.ActiveState(unit) is "activating" or "deactivating"
        )
        {
            manager.WaitForChange(UserAgent.Interval);
            output.StayHeard();
        }

        return manager.ActiveState(unit) == "active" && manager.MainProcess(unit) is > 1 and var process
            ? process.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>How the unit's main process ended, as soon as the manager has reaped it; zeros when it does not in time.</summary>
    private static (int Code, int Status) AwaitExit(ServiceManager manager, string unit)
    {
        manager.Subscribe();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var exit = manager.MainExit(unit);
            // It may have had no main process at all, as its start failed.
            if (exit.Code != 0 || clock.Elapsed > ReapDeadline || manager.LastMainProcess(unit) == 0)
            {
                return exit;
            }

            // The manager tells of every change of a unit, so that this does not poll.
            manager.WaitForChange(TimeSpan.FromMilliseconds(200));
        }
    }
}
