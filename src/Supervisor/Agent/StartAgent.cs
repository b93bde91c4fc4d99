// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Has the user's service manager start the container, and says which process ends with it. Before, it binds the supervisor's notify
/// socket, which is its standard input.
/// </summary>
internal static class StartAgent
{
    public static void Run(ContainerName name, UserAccount user, bool namespaceFirst, AgentOutput output)
    {
        NotifySocket.Of(new Descriptor(0)).Bind(user.Uid, name);
        ServiceManager.WithUser(user.Uid, manager => Run(manager, name, user, namespaceFirst, output));
    }

    private static void Run(
        ServiceManager manager,
        ContainerName name,
        UserAccount user,
        bool namespaceFirst,
        AgentOutput output
    )
    {
        if (!namespaceFirst)
        {
            SayMainProcess(manager, UserUnits.Init(name), user, output);
        }

        var since = AttachmentTime.Of(name) ?? DateTimeOffset.UtcNow;
        var unit = UserUnits.Start(name);
        var failure = "";
        if (Start(manager, UserUnits.Create(name), unit, Report))
        {
            if (namespaceFirst)
            {
                SayMainProcess(manager, unit, user, output);
            }

            output.Say(AgentMessage.Done);
            return;
        }

        var words = JournalMessages.LastOfPodman(since, UserJournal.OfPodman(unit, user.Uid));
        output.Say(AgentMessage.Failed, words.Length > 0 ? words : UserJournal.See(UserJournal.OfUnit(unit, user.Uid)));

        // With notify = "healthy" the start waits for the check to pass, and each check brings news from the manager.
        void Report()
        {
            if (HealthLog.LastFailure(user, name) is { } last && last != failure)
            {
                failure = last;
                output.Say(AgentMessage.Unhealthy, last);
            }

            output.StayHeard();
        }
    }

    /// <summary>
    /// Starts the container, unless that has begun: whoever had it created may have seen to it. What was created is started once, even if it
    /// has ended since.
    /// </summary>
    /// <returns>Whether it was started.</returns>
    private static bool Start(ServiceManager manager, string create, string unit, Action meanwhile)
    {
        // Else the end of a job could be missed.
        manager.Subscribe();
        var begin = manager.LastStart(unit);
        if (begin == 0 || begin < manager.LastActivation(create))
        {
            return manager.Wait(manager.Start(unit), meanwhile).Succeeded;
        }

        if (manager.Job(unit) is { } job)
        {
            _ = manager.Wait(job, meanwhile);
        }

        return manager.LastActivation(unit) >= begin;
    }

    private static void SayMainProcess(ServiceManager manager, string unit, UserAccount user, AgentOutput output)
    {
        // One that has ended since is known by its end.
        var process = manager.MainProcess(unit) is > 1 and var main ? main : manager.LastMainProcess(unit);
        if (process <= 1)
        {
            throw new HostException($"{unit} of user {user} is not running");
        }

        output.Say(AgentMessage.MainProcess, process.ToString(CultureInfo.InvariantCulture));
    }
}
