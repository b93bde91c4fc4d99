// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Supervisor.Agent;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// The main process of <c>rootful-container@</c>, as the container's user: the system manager does not notice the end of a
/// process that is not its child, so somebody has to stand in for the container. Has it started in the user's manager, passes its
/// notifications on, stops it on SIGTERM and ends with its exit status. All that can hang is for a <see cref="UserAgent"/>, so
/// that nothing keeps it from seeing a signal or the container's end. Waits in one poll, with next to no memory, while the
/// container runs.
/// </summary>
/// <param name="isRestartable">Whether the container's user may have it restarted, as podman auto-update does.</param>
internal sealed unsafe class ContainerSupervisor(ContainerName name, UserAccount user, bool isRestartable, Log log)
    : IDisposable
{
    // Of what the container sends at once. Who sends more has to wait, so that a flood costs next to nothing.
    private const int MessagesPerTurn = 256;
    private const int LongestHealth = 1024;

    // How a process ended, see waitid(2).
    private const int Exited = 1;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // How long the user's manager may take to tell how the container ended.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(15);

    // How long an agent that has said all may take to end.
    private static readonly TimeSpan AgentEndLimit = TimeSpan.FromSeconds(1);

    // How long an explanation of it may take.
    private static readonly TimeSpan ExplainLimit = TimeSpan.FromSeconds(5);

    // First: without it there is nothing that the others could be made for.
    private readonly string _addresses = AttachedContainer.Addresses(name);
    private readonly TerminationSignal _termination = new();
    private readonly Notifications _notifications = new(name, user, log);
    private readonly NotificationPacing _pacing = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Stopwatch _sinceEnd = new();
    private readonly DateTimeOffset _since = DateTimeOffset.UtcNow;
    private UserAgent? _agent;
    private ConmonProcess? _conmon;
    private MemoryKills? _memory;
    private bool _isStarting;
    private (int Code, int Status)? _exit;
    private bool _stopRequested;
    private bool _restartRequested;
    private bool _hasOwnStatus;
    private bool _isReady;
    private bool _isStopping;
    private string? _failure;

    /// <returns>The exit status: the container's own, 0 when it ended because it was asked to.</returns>
    public int Run()
    {
        Signals.ForgetChildren();
        _isStarting = true;
        _agent = UserAgent.Run(name, user, _notifications.Socket, UserAgent.Start);
        while (!IsOver)
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

    /// <summary>Whether the container has ended, or will not be there.</summary>
    private bool IsOver =>
        _conmon is null ? _agent is null : _conmon.HasEnded && (!_isStarting || EndPatience == TimeSpan.Zero);

    /// <summary>How long the start of a container that has ended may still go on; null of one that has not.</summary>
    private TimeSpan? EndPatience =>
        !_sinceEnd.IsRunning ? null
        : _sinceEnd.Elapsed < EndLimit ? EndLimit - _sinceEnd.Elapsed
        : TimeSpan.Zero;

    /// <summary>From here on nothing that the container says may give it more time.</summary>
    private bool IsEnding => _isStopping || _stopRequested || _restartRequested || _failure is not null;

    /// <summary>Waits for the next event and handles it.</summary>
    private void Turn()
    {
        var descriptors = stackalloc PollDescriptor[5];
        // poll(2) passes over negative descriptors: an end that was seen and a signal that was handled stay readable.
        descriptors[0] = Readable(_stopRequested ? -1 : _termination.PollDescriptor);
        descriptors[1] = Readable(_conmon is { HasEnded: false } conmon ? conmon.PollDescriptor : -1);
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
        if (poll(descriptors, 5, waits.Min() is { } wait ? (int)wait.TotalMilliseconds + 1 : -1) < 0)
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
            _stopRequested = true;
            if (_failure is null && !_restartRequested)
            {
                Stop(UserAgent.EndByStop);
            }
        }

        if (descriptors[1].Returned != 0)
        {
            _conmon!.HasEnded = true;
            _sinceEnd.Start();
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
        // Without the container's process there is nothing to wait for but what is being stopped.
        catch (HostException) when (_conmon is not null || IsEnding)
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
                _conmon ??= ConmonProcess.Open(message.Text, name, user);
                _memory ??= new MemoryKills($"{UserControlGroup.Roots[0]}{_conmon.ControlGroup}");
                _memory.Read();
                break;
            case AgentMessage.Done:
                LetGo();
                break;
            case AgentMessage.Failed when !_stopRequested:
                _failure = $"{UserUnits.Start(name)} of user {user} failed: {message.Text}";
                Stop(UserAgent.EndByFailure);
                break;
            case AgentMessage.Unhealthy when !_isReady && !_hasOwnStatus:
                _pacing.Add([$"STATUS=not ready yet: {PrintableText.Of(message.Text, LongestHealth)}"]);
                break;
            case AgentMessage.Exit:
                _exit = ParseExit(message.Text);
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

    /// <param name="way">How the agent is told to.</param>
    private void Stop(string way)
    {
        _isStarting = false;
        _agent?.Dispose();
        _agent = UserAgent.Run(name, user, way);
    }

    /// <summary>What is left is to wait, perhaps for years, with as little memory as can be.</summary>
    private void LetGo()
    {
        _isStarting = false;
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

            if (isRestartable && !IsEnding && NotifyMessage.AsksForRestart(message))
            {
                Restart();
            }

            Consider(NotifyMessage.Filter(message));
            Send(_pacing.Take(_clock.Elapsed));
        }

        Thread.Sleep(Pause);
    }

    /// <summary>
    /// Ends the container, and this process in a way by which ExecStopPost= knows that it is to be started anew. So a
    /// job that an administrator has queued comes first.
    /// </summary>
    private void Restart()
    {
        _restartRequested = true;
        log.Notice($"{name} is restarted: user {user} asked for it, as podman auto-update does");
        // From here on the time to stop runs.
        Send("STOPPING=1");
        Stop(UserAgent.EndByStop);
    }

    private void Consider(IReadOnlyList<string> message)
    {
        _isStopping |= NotifyMessage.IsStopping(message);
        var lines = message.ToList();
        _hasOwnStatus |= NotifyMessage.HasStatus(lines);
        if (!_isReady && NotifyMessage.IsReady(lines))
        {
            _isReady = true;
            if (!_hasOwnStatus)
            {
                lines.Add($"STATUS={_addresses}");
            }
        }

        _pacing.Add(lines);
        DropExtensions();
    }

    /// <summary>
    /// Only a start may take longer than it was given: a container that runs or stops could put off its end, and with it the
    /// machine's, for ever. To be done before anything is sent, because what came earlier may still be waiting for its turn.
    /// </summary>
    private void DropExtensions()
    {
        if (_isReady || IsEnding)
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
        var status = _conmon is null ? null : ExitStatus();
        if (_failure is not null)
        {
            Say(log.Error, _failure, isExplained: true);
            return status is null or 0 ? 1 : EndAs(status.Value);
        }

        if (_restartRequested && !_stopRequested)
        {
            Send("STATUS=");
            log.Flush();
            Signals.EndBy(Signals.Restart);
        }

        if (_stopRequested && status is null or 0 or > 128)
        {
            if (!_isReady)
            {
                // By an administrator, or by systemd because the time to start was over.
                Say(log.Warning, $"{name} was stopped before it was ready", isExplained: true);
            }
            // Ended by the signal it was asked to end by, as a service that ends by SIGTERM.
            else if (status == 128 + SIGKILL)
            {
                Say(log.Warning, $"{name} did not end at its stop signal and was killed", isExplained: false);
            }
            else if (SystemState.IsStopping(user))
            {
                Say(log.Notice, EndedWithManager, isExplained: false);
            }
            else
            {
                Send("STATUS=");
            }

            return 0;
        }

        if (status is null)
        {
            Say(log.Error, EndedWithManager, isExplained: false);
            return 1;
        }

        Say(
            status == 0 ? log.Notice : log.Warning,
            $"{name} {Ending(status.Value)}{OutOfMemory(status.Value)}",
            isExplained: true
        );
        return EndAs(status.Value);
    }

    private string Ending(int status) =>
        // podman's conmon ends with the container's exit status, whatever ended that.
        _exit is { Code: not Exited, Status: var signal }
            ? $"ended, as conmon was killed by {Signals.NameOf(signal)}"
        : Signals.Ends(status - 128) ? $"was ended by {Signals.NameOf(status - 128)}"
        : string.Create(CultureInfo.InvariantCulture, $"ended with exit status {status}");

    private string EndedWithManager => $"{name} ended together with the manager of user {user}";

    private string OutOfMemory(int status) =>
        _memory?.Cause is not { } cause ? ""
        : status == 128 + SIGKILL ? $", out of memory: {cause}"
        : $", after a process of it was killed, out of memory: {cause}";

    /// <summary>Says how it ended, to the journal and in the status, where the addresses would stay else.</summary>
    private void Say(Action<string> write, string ending, bool isExplained)
    {
        var text = isExplained ? ending + Explanation() : ending;
        write(text);
        ServiceNotification.SendFailure(text);
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

    /// <summary>
    /// Ends this process by the signal that ended the container, so that Restart= and SuccessExitStatus= know it as one: podman
    /// says 128 and its number.
    /// </summary>
    /// <returns>The exit status, where it is no such signal.</returns>
    private int EndAs(int status)
    {
        if (Signals.Ends(status - 128))
        {
            log.Flush();
            Signals.EndBy(status - 128);
        }

        return status;
    }

    /// <summary>The container's exit status, or 128 + the signal, or null when the user's manager cannot tell.</summary>
    private int? ExitStatus()
    {
        try
        {
            if (_exit is null)
            {
                _agent ??= UserAgent.Run(name, user, UserAgent.End);
                AwaitExit(_agent);
                _agent.AwaitEnd(AgentEndLimit);
            }
        }
        catch (HostException e)
        {
            log.Warning(e.Message);
        }

        return _exit is not ({ Code: not 0 } exit) ? null
            : exit.Code == Exited ? exit.Status
            : 128 + exit.Status;
    }

    private void AwaitExit(UserAgent agent)
    {
        var clock = Stopwatch.StartNew();
        while (_exit is null)
        {
            var message = agent.Next(EndLimit - clock.Elapsed);
            _exit =
                message.Failure is { } failure ? throw failure
                : message.Kind == AgentMessage.Exit ? ParseExit(message.Text)
                : null;
        }
    }

    private static (int Code, int Status) ParseExit(string text) =>
        text.Split(' ') is [var code, var status]
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedCode)
        && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedStatus)
            ? (parsedCode, parsedStatus)
            : default;
}
