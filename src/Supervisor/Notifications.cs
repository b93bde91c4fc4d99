// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>
/// What the container says at its notify socket. A message with descriptors is left to a process that takes it, closes them, and
/// may hang in that; meanwhile all else goes on, and after a moment the next message is read. Of those that follow each other each costs
/// that moment, whenever its process has ended: who sends nothing else would have one started after the other.
/// </summary>
internal sealed class Notifications(ContainerName name, UserAccount user, Log log) : IDisposable
{
    // Of those that hang beyond SIGKILL. Whoever sends that many is not listened to any more.
    private const int MostHanging = 16;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    // systemd-notify sends one after each message.
    private static readonly TimeSpan Succession = TimeSpan.FromSeconds(1);

    private readonly NotifySocket _socket = NotifySocket.New();
    private readonly List<Descriptor> _hanging = [];
    private readonly Stopwatch _clock = new();
    private Descriptor? _discarding;
    private bool _isPaced;

    /// <summary>Nobody can write to it until an agent has bound it: its place is the user's.</summary>
    public Descriptor Socket => _socket.Socket;

    /// <summary>Polls readable when there is something to do; negative when there will not be.</summary>
    public int PollDescriptor =>
        _discarding is { } process ? (_isPaced ? -1 : process.Value)
        : _hanging.Count < MostHanging ? _socket.PollDescriptor
        : -1;

    /// <summary>How long to wait for that at the most, or null for as long as it takes.</summary>
    public TimeSpan? Due =>
        _discarding is null ? null
        : _clock.Elapsed < Moment ? Moment - _clock.Elapsed
        : TimeSpan.Zero;

    /// <summary>The next message, or null when there is none for now.</summary>
    public string? Receive()
    {
        if (!IsFree())
        {
            return null;
        }

        var arrival = _socket.Receive(out var text);
        if (arrival == Arrival.Descriptors)
        {
            _isPaced = _clock.IsRunning && _clock.Elapsed < Succession;
            _discarding = Discard();
            _clock.Restart();
        }

        return arrival == Arrival.Nothing ? null : text;
    }

    /// <returns>Invalid where none could be started, or it has ended already: then the message is tried again if it is still there.</returns>
    private Descriptor Discard()
    {
        try
        {
            return UserAgent.RunSilently(name, user, UserAgent.Discard, _socket.Socket);
        }
        catch (ErrnoException)
        {
            // The user has as many processes as they may have, or memory is short. The container goes on.
            return new Descriptor(-1);
        }
    }

    public void Dispose()
    {
        if (_discarding is not null)
        {
            _hanging.Add(_discarding);
        }

        foreach (var process in _hanging)
        {
            _ = Libc.PidfdKill(process);
            process.Dispose();
        }

        _discarding?.Dispose();
    }

    /// <summary>Whether nobody else reads just now.</summary>
    private bool IsFree()
    {
        if (_discarding is { } process)
        {
            var hasEnded = process.IsInvalid || process.IsReadable(TimeSpan.Zero);
            if (Due > TimeSpan.Zero && (_isPaced || process.IsInvalid || !hasEnded))
            {
                return false;
            }

            if (hasEnded)
            {
                process.Dispose();
            }
            else
            {
                // It ends the wait for a connection that lingers, and not every other.
                _ = Libc.PidfdKill(process);
                _hanging.Add(process);
            }

            _discarding = null;
        }

        foreach (var ended in _hanging.Where(h => h.IsReadable(TimeSpan.Zero)).ToList())
        {
            ended.Dispose();
            _hanging.Remove(ended);
        }

        if (_hanging.Count < MostHanging)
        {
            return true;
        }

        log.Warning($"{name} sent descriptors whose closing does not end; what it says is not heard any more");
        return false;
    }
}
