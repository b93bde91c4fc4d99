// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary>
/// <c>ended</c>: ExecStopPost= of a container. Its unit is not inactive before its network is, so that whatever starts it
/// from then on (a path unit does so at once) finds a network to start again, and not the one of the container that has ended.
/// </summary>
internal static class EndedCommand
{
    // What takes longer is waited for by whatever comes next, but for Upholds=, which gives in to any job.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // Less than a stop may take, whatever the definition says.
    private static readonly TimeSpan SharersLimit = TimeSpan.FromSeconds(80);

    public static void Run(ContainerName name, Log log) => StopNetwork(name, system => IsUnneeded(system, name, log));

    /// <summary>
    /// OnFailure= of a container: where the start of what it requires failed, it never ran, and systemd does not notice that nobody needs
    /// the network that was attached meanwhile.
    /// </summary>
    public static void RunIfUnneeded(ContainerName name)
    {
        var container = SystemUnits.Container(name);
        StopNetwork(
            name,
            system => system.ActiveState(container) is "inactive" or "failed" && system.JobType(container) is null
        );
    }

    /// <summary>Whether the network is not kept for the container's next start. Says why that has ended, and has it restarted.</summary>
    private static bool IsUnneeded(ServiceManager system, ContainerName name, Log log)
    {
        var container = SystemUnits.Container(name);
        var killedBy = IsSaid(name, system.StatusText(container)) ? null : KilledBy;
        if (killedBy is { } cause)
        {
            // The status still has the addresses.
            ServiceNotification.SendFailure($"{name} is ended, as {cause}");
        }

        if (IsRestartRequested(system, container))
        {
            Restart(system, name, log);
        }

        // One that never was ready may fail because of what would be kept, and one whose supervisor was killed still runs. The others
        // keep namespace, addresses and ports until then; should nothing start the container, the network is stopped by StopWhenUnneeded=.
        return killedBy is not null
            || !ContainerRecord.IsNamespaceFirst(name)
            || !system.WasActivated(container)
            || !IsRestartedBy(RestartPolicy.Of(system, container));
    }

    private static void StopNetwork(ContainerName name, Func<ServiceManager, bool> isUnneeded)
    {
        var network = SystemUnits.Network(name);
        var isStopping = false;
        ServiceManager.WithSystem(system =>
        {
            var mayStop = isStopping || isUnneeded(system);
            AwaitSharers(system, network);
            // Not where it is stopped or restarted together with the container.
            if (mayStop && IsToStay(system, network) && !TryRestart(system, name))
            {
                _ = system.Stop(network);
                isStopping = true;
                AwaitSharers(system, network);
            }

            if (!isStopping || TryRestart(system, name))
            {
                return;
            }

            system.WaitWhile(() => system.ActiveState(network) is "active" or "deactivating", Limit);
            if (ContainerUnits.IsToBeStarted(system, name))
            {
                // Since the container ended, when there seemed to be nothing to start.
                _ = system.Start(network);
            }
        });
    }

    /// <summary>Whether nothing stops it: a start does nothing to what is up.</summary>
    private static bool IsToStay(ServiceManager system, string network) =>
        system.ActiveState(network) == "active" && system.JobType(network) is null or "start";

    /// <summary>
    /// Has it made anew for a start of the container that is queued, which then waits for that; and for those who share it, of whom a stop
    /// would cancel theirs.
    /// </summary>
    private static bool TryRestart(ServiceManager system, ContainerName name)
    {
        var network = SystemUnits.Network(name);
        if (!IsToStay(system, network) || !ContainerUnits.IsToBeStarted(system, name))
        {
            return false;
        }

        _ = system.Restart(network);
        return true;
    }

    /// <summary>
    /// A stop of the network that is queued waits for those who share it. A start would take its place, and find a network that is up, of a
    /// container that is not.
    /// </summary>
    private static void AwaitSharers(ServiceManager system, string network) =>
        system.WaitWhile(
            () =>
                system.JobType(network) == "stop"
                && system.Parts(network).Any(u => system.ActiveState(u) is not ("inactive" or "failed")),
            SharersLimit
        );

    private static bool IsRestartedBy(RestartPolicy policy) =>
        Result is { } result && policy.Restarts(result, Environment.GetEnvironmentVariable("EXIT_STATUS") ?? "");

    // Of these variables see systemd.exec(5).
    private static string? Result => Environment.GetEnvironmentVariable("SERVICE_RESULT");

    /// <summary>The signal that ended the supervisor; null when it ended by itself.</summary>
    private static string? Signal =>
        Environment.GetEnvironmentVariable("EXIT_CODE") is "killed" or "dumped"
            ? $"SIG{Environment.GetEnvironmentVariable("EXIT_STATUS")}"
            : null;

    /// <summary>
    /// Whether the container's user asked for a restart, who may where there is <c>auto_update</c>. The supervisor is a process of that user,
    /// who may not restart a unit of the system; it ends by SIGUSR1 when it was asked for one.
    /// </summary>
    private static bool IsRestartRequested(ServiceManager system, string container) =>
        Signal == ExitStatus.RestartSignal
        && system.StartCommand(container).Contains(SupervisorOptions.Restartable, StringComparer.Ordinal);

    /// <summary>Whether the supervisor said how the container ended, before it ended by the same signal.</summary>
    private static bool IsSaid(ContainerName name, string status) =>
        // Not just any text that begins with its name: the container may say a status itself.
        new[] { $"{name} was ", $"{name} ended", $"{name} did not end", $"{UserUnits.Start(name)} of user " }.Any(s =>
            status.StartsWith(s, StringComparison.Ordinal)
        );

    /// <summary>Why the supervisor ended by a signal that is not the container's.</summary>
    private static string? KilledBy =>
        Signal is null or ExitStatus.RestartSignal
            ? null
            : Result switch
            {
                "timeout" => "it took longer than systemd let it (see TimeoutStopSec=)",
                "watchdog" => "it forgot its watchdog (WatchdogSec=)",
                "oom-kill" => "container-supervisor was killed, out of memory",
                _ => $"container-supervisor was killed by {Signal}",
            };

    private static void Restart(ServiceManager system, ContainerName name, Log log)
    {
        try
        {
            // Not for waiting: the job begins when this process has ended.
            _ = system.RestartUnlessQueued(SystemUnits.Container(name));
        }
        catch (BusErrorException e)
        {
            log.Notice($"{name} is not restarted, as another job comes first: {e.Message}");
        }
    }
}
