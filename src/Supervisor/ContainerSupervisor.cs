// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// The main process of <c>rootful-container@</c>: the system manager does not notice the end of a process that is not its
/// child, so somebody has to stand in for the container. Has it started in the user's manager, passes its notifications
/// on, stops it on SIGTERM and ends with its exit status. Waits in one poll, without a connection and with next to no
/// memory, while the container runs.
/// </summary>
/// <param name="isRestartable">Whether the container's user may have it restarted, as podman auto-update does.</param>
internal sealed unsafe class ContainerSupervisor(ContainerName name, UserAccount user, bool isRestartable, Log log)
    : IDisposable
{
    // Of what the container sends at once. Who sends more has to wait, so that a flood costs root next to nothing.
    private const int MessagesPerTurn = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // First: without it there is nothing that the others could be made for.
    private readonly string _addresses = ReadAddresses(name);
    private readonly TerminationSignal _termination = new();
    private readonly NotifySocket _notifications = new(
        $"{StateDirectory.Base}/{name}/{StateDirectory.Notify}",
        user.Uid
    );
    private readonly NotificationPacing _pacing = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private ServiceManager? _manager;
    private string? _job;
    private bool _stopRequested;
    private bool _restartRequested;
    private bool _hasOwnStatus;
    private bool _isReady;
    private bool _isStopping;
    private string? _failure;

    /// <returns>The exit status: the container's own, 0 when it ended because it was asked to.</returns>
    public int Run()
    {
        _manager = ServiceManager.OfUser(user.Uid);
        using var conmon = ConmonProcess.Find(_manager, name, user);
        _job = _manager.Start(UserUnits.Start(name));
        while (true)
        {
            // Before the wait: an answer may have brought the job's end along, which then is no longer in the socket.
            FollowJob();
            if (conmon.HasEnded && _job is null)
            {
                break;
            }

            Turn(conmon);
        }

        ReceiveNotifications();
        Send(_pacing.TakeAll());
        return Finish(conmon);
    }

    public void Dispose()
    {
        _manager?.Dispose();
        _notifications.Dispose();
        _termination.Dispose();
    }

    /// <summary>Waits for the next event and handles it.</summary>
    private void Turn(ConmonProcess conmon)
    {
        var descriptors = stackalloc PollDescriptor[4];
        descriptors[0] = new PollDescriptor { Descriptor = _notifications.PollDescriptor, Events = POLLIN };
        // poll(2) passes over negative descriptors: an end that was seen and a signal that was handled stay readable.
        descriptors[1] = new PollDescriptor
        {
            Descriptor = _stopRequested ? -1 : _termination.PollDescriptor,
            Events = POLLIN,
        };
        descriptors[2] = new PollDescriptor
        {
            Descriptor = conmon.HasEnded ? -1 : conmon.PollDescriptor,
            Events = POLLIN,
        };
        descriptors[3] = new PollDescriptor
        {
            Descriptor = _manager?.PollDescriptor ?? -1,
            Events = _manager?.PollEvents ?? 0,
        };
        var due = _pacing.Due(_clock.Elapsed);
        if (poll(descriptors, 4, due is { } wait ? (int)wait.TotalMilliseconds + 1 : -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() == EINTR)
            {
                return;
            }

            throw ErrnoException.Last("poll");
        }

        if (descriptors[0].Returned != 0)
        {
            ReceiveNotifications();
        }

        Send(_pacing.Take(_clock.Elapsed));

        if (descriptors[2].Returned != 0)
        {
            conmon.HasEnded = true;
        }

        if (descriptors[1].Returned != 0)
        {
            _stopRequested = true;
            if (_failure is null)
            {
                StopContainer();
            }
        }
    }

    private void FollowJob()
    {
        try
        {
            if (_job is null || _manager?.NextFinishedJob(_job) is not { } result)
            {
                return;
            }

            _job = null;
            if (!result.Succeeded && !_stopRequested)
            {
                _failure = $"{UserUnits.Start(name)} of user {user} failed ({result.Result})";
                StopContainer();
                return;
            }

            Disconnect();
        }
        catch (HostException)
        {
            // The user's manager went away, and everything in it goes too, or it talks nonsense; the container's end is
            // what counts.
            _job = null;
            Disconnect();
        }
    }

    private void StopContainer()
    {
        try
        {
            _manager ??= ServiceManager.OfUser(user.Uid);
            // The init unit holds the container; the start unit is bound to it.
            _job = _manager.Stop(UserUnits.Init(name));
        }
        catch (HostException e)
        {
            log.Warning($"{name} could not be stopped in the manager of user {user}: {e.Message}");
            _job = null;
            Disconnect();
        }
    }

    /// <summary>What is left is to wait, perhaps for years, with as little memory as can be.</summary>
    private void Disconnect()
    {
        _manager?.Dispose();
        _manager = null;
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

            if (isRestartable && NotifyMessage.AsksForRestart(message))
            {
                RequestRestart();
            }

            Consider(NotifyMessage.Filter(message));
            Send(_pacing.Take(_clock.Elapsed));
        }

        Thread.Sleep(Pause);
    }

    /// <summary>The system's manager stops this process, and with it the container, and starts both anew.</summary>
    private void RequestRestart()
    {
        if (_restartRequested || _stopRequested)
        {
            return;
        }

        _restartRequested = true;
        try
        {
            using var system = ServiceManager.OfSystem();
            _ = system.Restart(SystemUnits.Container(name));
            log.Notice($"{name} is restarted: user {user} asked for it, as podman auto-update does");
        }
        catch (HostException e)
        {
            log.Warning($"{name} could not be restarted for user {user}: {e.Message}");
        }
    }

    private void Consider(IReadOnlyList<string> message)
    {
        _isStopping |= NotifyMessage.IsStopping(message);
        // Else a container could put off its own stop, and with it the machine's, for ever.
        var isEnding = _isStopping || _stopRequested || _failure is not null;
        var lines = message.Where(l => !isEnding || !NotifyMessage.ExtendsTimeout(l)).ToList();
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
    }

    private static void Send(string? message)
    {
        if (message is not null)
        {
            ServiceNotification.Send(message);
        }
    }

    private int Finish(ConmonProcess conmon)
    {
        var status = ExitStatus(conmon);
        if (_failure is not null)
        {
            log.Error(_failure);
            return status is null or 0 ? 1 : status.Value;
        }

        if (_stopRequested && status is null or > 128)
        {
            // Ended by the signal it was asked to end by, as a service that ends by SIGTERM.
            if (status == 128 + 9)
            {
                log.Warning($"{name} did not end at its stop signal and was killed");
            }

            return 0;
        }

        if (status is null)
        {
            log.Error($"{name} ended together with the manager of user {user}");
            return 1;
        }

        return status.Value;
    }

    /// <summary>The container's exit status, or 128 + the signal, or null when the user's manager cannot tell.</summary>
    private int? ExitStatus(ConmonProcess conmon)
    {
        try
        {
            _manager ??= ServiceManager.OfUser(user.Uid);
            var status = conmon.WaitForExitStatus(_manager);
            if (_stopRequested && _failure is null)
            {
                _manager.ResetFailed(UserUnits.Init(name));
            }

            return status;
        }
        catch (HostException e)
        {
            log.Warning(e.Message);
            return null;
        }
    }

    private static string ReadAddresses(ContainerName name)
    {
        using var state = StateDirectory.Open(name, create: false);
        return state is not null && state.Has(StateDirectory.Status) && state.Read(StateDirectory.Addresses) is { } text
            ? System.Text.Encoding.UTF8.GetString(text)
            : throw new HostException($"container {name} is not attached{WhyNot(name)}");
    }

    private static string WhyNot(ContainerName name)
    {
        var unit = SystemUnits.Network(name);
        try
        {
            using var system = ServiceManager.OfSystem();
            if (system.ActiveState(unit) != "failed")
            {
                return $"; 'systemctl restart {unit}' attaches it";
            }

            if (system.StatusText(unit) is { Length: > 0 } reason)
            {
                return $": {reason}";
            }
        }
        catch (HostException)
        {
            // The container is not attached in any case.
        }

        return $"; 'systemctl status {unit}' says why";
    }
}
