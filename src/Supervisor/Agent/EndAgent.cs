// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>Has the user's service manager stop the container, if it is to be, and says how the container ended.</summary>
internal static class EndAgent
{
    private static readonly TimeSpan ReapDeadline = TimeSpan.FromSeconds(10);

    public static void Run(ContainerName name, UserAccount user, string argument, AgentOutput output)
    {
        using var manager = ServiceManager.OfUser(user.Uid);
        var unit = UserUnits.Init(name);
        if (argument != UserAgent.End)
        {
            PausedContainer.Resume(manager, name, output);
            // The init unit holds the container; the start unit is bound to it.
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

        output.Say(AgentMessage.Exit, string.Create(CultureInfo.InvariantCulture, $"{code} {status}"));
    }

    /// <summary>How the unit's main process ended, as soon as the manager has reaped it; zeros when it does not in time.</summary>
    private static (int Code, int Status) AwaitExit(ServiceManager manager, string unit)
    {
        manager.Subscribe();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var exit = manager.MainExit(unit);
            if (exit.Code != 0 || clock.Elapsed > ReapDeadline)
            {
                return exit;
            }

            // The manager tells of every change of a unit, so that this does not poll.
            manager.WaitForChange(TimeSpan.FromMilliseconds(200));
        }
    }
}
