// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>
/// What the container says at its notify socket. A message with descriptors is left to a process that takes it, closes them, and
/// may hang in that; meanwhile all else goes on, and after a moment the next message is read.
/// </summary>
internal sealed class Notifications(ContainerName name, UserAccount user, Log log) : IDisposable
{
    // Of those that hang beyond SIGKILL. Whoever sends that many is not listened to any more.
    private const int MostHanging = 16;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly NotifySocket _socket = NotifySocket.New();
    private readonly List<Descriptor> _hanging = [];
    private readonly Stopwatch _clock = new();
    private Descriptor? _discarding;

    /// <summary>Nobody can write to it until an agent has bound it: its place is the user's.</summary>
    public Descriptor Socket => _socket.Socket;

    /// <summary>Polls readable when there is something to do; negative when there will not be.</summary>
    public int PollDescriptor =>
        _discarding is { } process ? process.Value
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
            _discarding = UserAgent.RunSilently(name, user, UserAgent.Discard, _socket.Socket);
            _clock.Restart();
        }

        return arrival == Arrival.Nothing ? null : text;
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
            if (process.IsReadable(TimeSpan.Zero))
            {
                process.Dispose();
            }
            else if (Due > TimeSpan.Zero)
            {
                return false;
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
