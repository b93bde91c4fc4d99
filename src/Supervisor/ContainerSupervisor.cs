// SPDX-License-Identifier: BSD-2-Clause
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
internal sealed unsafe class ContainerSupervisor(ContainerName name, UserAccount user, Log log) : IDisposable
{
    // Of what the container sends at once; a flood must not keep the supervisor from the container's end.
    private const int MessagesPerTurn = 16;

    private readonly TerminationSignal _termination = new();
    private readonly NotifySocket _notifications = new($"{StateDirectory.Base}/{name}/notify", user.Uid);
    private readonly string _addresses = ReadAddresses(name);
    private ServiceManager? _manager;
    private string? _job;
    private bool _stopRequested;
    private bool _hasOwnStatus;
    private bool _isReady;
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

        ForwardNotifications(int.MaxValue);
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
        if (poll(descriptors, 4, -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() == EINTR)
            {
                return;
            }

            throw ErrnoException.Last("poll");
        }

        if (descriptors[0].Returned != 0)
        {
            ForwardNotifications(MessagesPerTurn);
        }

        if (descriptors[2].Returned != 0)
        {
            conmon.HasEnded = true;
        }

        if (descriptors[1].Returned != 0)
        {
            RequestStop();
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
                RequestStop();
                return;
            }

            Disconnect();
        }
        catch (ErrnoException)
        {
            // The user's manager went away, and everything in it goes too; the container's end is what counts.
            _job = null;
            Disconnect();
        }
    }

    private void RequestStop()
    {
        _stopRequested = _failure is null;
        try
        {
            _manager ??= ServiceManager.OfUser(user.Uid);
            // The init unit holds the container; the start unit is bound to it.
            _job = _manager.Stop(UserUnits.Init(name));
        }
        catch (HelperException e)
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

    private void ForwardNotifications(int limit)
    {
        while (limit-- > 0 && _notifications.Receive() is { } message)
        {
            var lines = NotifyMessage.Filter(message).ToList();
            if (lines.Count == 0)
            {
                continue;
            }

            _hasOwnStatus |= NotifyMessage.HasStatus(lines);
            if (!_isReady && NotifyMessage.IsReady(lines))
            {
                _isReady = true;
                if (!_hasOwnStatus)
                {
                    lines.Add($"STATUS={_addresses}");
                }
            }

            ServiceNotification.Send(string.Join('\n', lines));
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
            if (_stopRequested)
            {
                _manager.ResetFailed(UserUnits.Init(name));
            }

            return status;
        }
        catch (HelperException e)
        {
            log.Warning(e.Message);
            return null;
        }
    }

    private static string ReadAddresses(ContainerName name)
    {
        using var state = StateDirectory.Open(name, create: false);
        return state?.Read(StateDirectory.Addresses) is { } addresses
            ? System.Text.Encoding.UTF8.GetString(addresses)
            : throw new HelperException(
                $"container {name} is not attached; 'systemctl start rootful-network@{name}' attaches it"
            );
    }
}
