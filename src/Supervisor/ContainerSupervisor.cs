// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Supervisor.Agent;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// The main process of <c>rootful-container@</c>, as the container's user: the system manager does not notice the end of a
/// process that is not its child, so somebody has to stand in for the container. Has it started in the user's manager, passes its
/// notifications on, stops it on SIGTERM and ends with its exit status. All that can hang is for a <see cref="UserAgent"/>, so
/// that nothing keeps it from seeing a signal or the container's end. Waits in one poll, with next to no memory, while the
/// container runs. What follows from what happens is for <see cref="ContainerState"/>.
/// </summary>
/// <param name="namespaceFirst">Whether the network namespace is there before the container, whose processes are in <c>rootful-start@</c>.</param>
/// <param name="stopLimit">How long a stop may take, whatever its unit has by then.</param>
internal sealed unsafe class ContainerSupervisor(
    ContainerName name,
    UserAccount user,
    bool namespaceFirst,
    TimeSpan? stopLimit,
    ContainerState state,
    Log log
) : IDisposable
{
    // Of what the container sends at once. Who sends more has to wait, so that a flood costs next to nothing.
    private const int MessagesPerTurn = 256;
    private const int LongestHealth = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // How long the user's manager may take to tell how the container ended.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);

    // How long an agent that has said all may take to end.
    private static readonly TimeSpan AgentEndLimit = TimeSpan.FromSeconds(1);

    // How long there may be no process for one.
    private static readonly TimeSpan AgentStartLimit = TimeSpan.FromSeconds(10);

    // How long an explanation of it may take.
    private static readonly TimeSpan ExplainLimit = TimeSpan.FromSeconds(5);

    // First: without it there is nothing that the others could be made for.
    private readonly string _addresses = AttachedContainer.Addresses(name);
    private readonly TerminationSignal _termination = new(signal =>
        log.Warning(
            $"SIG{signal} is not passed on to the container: run 'podman kill --signal {signal} {name}' as user {user}, or give the "
                + "definition a reload_signal and run 'systemctl reload'"
        )
    );
    private readonly Notifications _notifications = new(name, user, log);
    private readonly NotificationPacing _pacing = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _sinceEnd = new();
    private readonly DateTimeOffset _since = AttachmentTime.Of(name) ?? DateTimeOffset.UtcNow;
    private UserAgent? _agent;
    private ConmonProcess? _conmon;
    private MemoryKills? _memory;
    private string? _exit;

    /// <returns>The exit status: the container's own, 0 when it ended because it was asked to.</returns>
    public int Run()
    {
        Signals.ForgetChildren();
        _agent = UserAgent.Run(name, user, _notifications.Socket, Way(UserAgent.Start));
        while (!state.IsOver(hasAgent: _agent is not null, isStartOverdue: EndPatience == TimeSpan.Zero))
        {
            Turn();
        }

        ReceiveNotifications();
        DropExtensions();
        Send(_pacing.TakeAll());
        return Finish();
    }

    public void Dispose()
    {
        _agent?.Dispose();
        _conmon?.Dispose();
        _memory?.Dispose();
        _notifications.Dispose();
        _termination.Dispose();
    }

    /// <summary>How long the start of a container that has ended may still go on; null of one that has not.</summary>
    private TimeSpan? EndPatience =>
        !_sinceEnd.IsRunning ? null
        : _sinceEnd.Elapsed < EndLimit ? EndLimit - _sinceEnd.Elapsed
        : TimeSpan.Zero;

    /// <summary>Waits for the next event and handles it.</summary>
    private void Turn()
    {
        var descriptors = stackalloc PollDescriptor[5];
        // poll(2) passes over negative descriptors: an end that was seen stays readable.
        descriptors[0] = Readable(_termination.PollDescriptor);
        descriptors[1] = Readable(state.HasEnded ? -1 : _conmon?.PollDescriptor ?? -1);
        descriptors[2] = Readable(_agent?.PollDescriptor ?? -1);
        descriptors[3] = Readable(_notifications.PollDescriptor);
        descriptors[4] = new() { Descriptor = _memory?.PollDescriptor ?? -1, Events = POLLPRI };
        TimeSpan?[] waits =
        [
            _pacing.Due(_clock.Elapsed),
            _notifications.Due,
            _agent?.Patience,
            EndPatience,
            _memory?.Due,
        ];
        if (poll(descriptors, 5, waits.Min() is { } wait ? Milliseconds(wait) : -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() == EINTR)
            {
                return;
            }

            throw ErrnoException.Last("poll");
        }

        // What is there to see of it goes with the container.
        if (descriptors[4].Returned != 0 || descriptors[1].Returned != 0)
        {
            _memory?.Read();
        }

        // Before all else, so that nothing that the container or its user says comes before what the administrator wants.
        if (descriptors[0].Returned != 0)
        {
            _termination.Take();
            // Once, as it is the user's process and not systemd alone that can send it a signal.
            if (!state.IsStopRequested && stopLimit is { } limit)
            {
                ServiceNotification.ExtendTimeout(limit);
            }

            Stop(state.StopRequested(hasAgent: _agent is not null));
        }

        if (descriptors[1].Returned != 0)
        {
            SeeEnd();
        }

        FollowAgent();
        if (descriptors[3].Returned != 0 || _notifications.Due == TimeSpan.Zero)
        {
            ReceiveNotifications();
        }

        Send(_pacing.Take(_clock.Elapsed));
    }

    private static PollDescriptor Readable(int descriptor) => new() { Descriptor = descriptor, Events = POLLIN };

    private void FollowAgent()
    {
        try
        {
            while (_agent?.TryNext() is { } message)
            {
                Handle(message);
            }
        }
        catch (HostException) when (state.OutlivesAgent)
        {
            // The user's manager went away, and everything in it goes too, or it hangs or talks nonsense; the container's
            // end is what counts.
            LetGo();
        }
    }

    private void Handle(AgentMessage message)
    {
        switch (message.Kind)
        {
            case AgentMessage.MainProcess:
                Follow(message.Text);
                break;
            case AgentMessage.NamespaceLost:
                state.NamespaceLost();
                break;
            case AgentMessage.Done:
                Report(state.Started(_addresses));
                LetGo();
                break;
            case AgentMessage.Failed:
                Stop(state.StartFailed(message.Text));
                break;
            case AgentMessage.Unhealthy when state.LacksStatus:
                _pacing.Add([$"STATUS=not ready yet: {PrintableText.Of(message.Text, LongestHealth)}"]);
                break;
            case AgentMessage.Exit:
                _exit = message.Text;
                LetGo();
                break;
            default:
                if (message.Failure is { } failure)
                {
                    throw failure;
                }

                break;
        }
    }

    /// <param name="process">The container's main process: the first, or one that the user had the manager put in its place.</param>
    private void Follow(string process)
    {
        if (_conmon is not null && !state.HasEnded)
        {
            return;
        }

        _conmon?.Dispose();
        _sinceEnd.Reset();
        _conmon = ConmonProcess.Open(process, user, UserUnits.Processes(name, namespaceFirst));
        var isRestart = state.ProcessFound();
        if (_conmon.HasEnded)
        {
            SeeEnd();
            return;
        }

        _memory?.Dispose();
        _memory = new MemoryKills($"{UserControlGroup.Roots[0]}{_conmon.ControlGroup}");
        _memory.Read();
        if (isRestart)
        {
            LetGo();
        }
    }

    private void SeeEnd()
    {
        _sinceEnd.Restart();
        Stop(state.ProcessEnded());
    }

    /// <param name="way">How the agent is to do it; null when there is nothing to do.</param>
    private void Stop(string? way)
    {
        if (way is null)
        {
            return;
        }

        _agent?.Dispose();
        _agent = RunAgent(Way(way));
    }

    /// <summary>
    /// An agent without which nobody would stop the container, or know how it ended: where no process can be made, because the user has as
    /// many as they may or memory is short, that is worth a wait.
    /// </summary>
    private UserAgent RunAgent(IReadOnlyList<string> arguments)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return UserAgent.Run(name, user, arguments);
            }
            catch (ErrnoException) when (clock.Elapsed < AgentStartLimit)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>What an agent is told to do, and to which unit.</summary>
    private string[] Way(string argument) => namespaceFirst ? [SupervisorOptions.NamespaceFirst, argument] : [argument];

    /// <summary>What is left is to wait, perhaps for years, with as little memory as can be.</summary>
    private void LetGo()
    {
        state.AgentGone();
        _agent?.Dispose();
        _agent = null;
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private void ReceiveNotifications()
    {
        for (var i = 0; i < MessagesPerTurn; i++)
        {
            if (_notifications.Receive() is not { } message)
            {
                return;
            }

            if (NotifyMessage.AsksForRestart(message) && state.RestartRequested() is { } way)
            {
                Restart(way);
            }

            Report(state.Notified(NotifyMessage.Filter(message), _addresses));
        }

        Thread.Sleep(Pause);
    }

    private void Report(IReadOnlyList<string> lines)
    {
        _pacing.Add(lines);
        DropExtensions();
        Send(_pacing.Take(_clock.Elapsed));
    }

    /// <summary>
    /// Ends the container, and this process in a way by which ExecStopPost= knows that it is to be started again. So a
    /// job that an administrator has queued comes first.
    /// </summary>
    private void Restart(string way)
    {
        log.Notice($"{name} is restarted: user {user} asked for it, as podman auto-update does");
        // From here on the time to stop runs.
        Send("STOPPING=1");
        Stop(way);
    }

    /// <summary>To be done before anything is sent, because what came earlier may still be waiting for its turn.</summary>
    private void DropExtensions()
    {
        if (!state.MayTakeLonger)
        {
            _pacing.Drop(NotifyMessage.ExtendsTimeout);
        }
    }

    private static void Send(string? message)
    {
        if (message is not null)
        {
            ServiceNotification.Send(message);
        }
    }

    private int Finish()
    {
        var exit = _conmon is null ? null : Exit();
        var end = state.Finish(exit, _memory?.Cause, () => SystemState.IsStopping(user));
        if (end.Text is null)
        {
            Send("STATUS=");
        }
        else
        {
            // To the journal and in the status, where the addresses would stay else.
            var text = end.IsExplained ? end.Text + Explanation() : end.Text;
            log.Write(end.Severity, text);
            ServiceNotification.SendFailure(text);
        }

        if (end.Signal is { } signal)
        {
            log.Flush();
            Signals.EndBy(signal);
        }

        return end.Status;
    }

    /// <summary>Continues how it ended, with what the user's agent finds. What the container printed comes last.</summary>
    private string Explanation()
    {
        var (health, printed) = ("", "");
        try
        {
            using var agent = UserAgent.Run(name, user, ExplainAgent.Argument(_since));
            var clock = Stopwatch.StartNew();
            while (agent.Next(ExplainLimit - clock.Elapsed) is { Kind: not AgentMessage.Done } message)
            {
                switch (message.Kind)
                {
                    case AgentMessage.Unhealthy:
                        health = $"; {message.Text}";
                        break;
                    case AgentMessage.Printed:
                        var matches = UserJournal.OfContainer(name, user.Uid);
                        printed = $"; {UserJournal.See(matches)}, which ends: {message.Text}";
                        break;
                    default:
                        break;
                }
            }

            agent.AwaitEnd(AgentEndLimit);
        }
        catch (HostException)
        {
            // How it ended counts more.
        }

        return health + printed;
    }

    /// <summary>How the container ended; null when the user's manager cannot tell.</summary>
    private ProcessExit? Exit()
    {
        try
        {
            if (_exit is null)
            {
                _agent ??= RunAgent(Way(UserAgent.End));
                AwaitExit(_agent);
                _agent.AwaitEnd(AgentEndLimit);
            }
        }
        catch (HostException e)
        {
            log.Warning(e.Message);
        }

        return ProcessExit.Parse(_exit ?? "");
    }

    private void AwaitExit(UserAgent agent)
    {
        var clock = Stopwatch.StartNew();
        while (_exit is null)
        {
            var message = agent.Next(EndLimit - clock.Elapsed);
            _exit =
                message.Failure is { } failure ? throw failure
                : message.Kind == AgentMessage.Exit ? message.Text
                : null;
        }
    }
}
