// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;
using static RootfulContainers.Platform.Interop.Libsystemd;

namespace RootfulContainers.Platform.Systemd;

/// <summary>
/// A D-Bus connection by libsystemd's sd-bus: to the private socket of a service manager, where no Hello is sent and no
/// names exist, or to a bus daemon. The only class that calls sd-bus, so that a managed D-Bus library can take its place.
/// Used by one thread.
/// </summary>
/// <remarks>
/// On the other side may be any program of the user's. Each message is dealt with as it arrives and none is kept:
/// sd_bus_call(3) would queue up to 65536 of up to 128 MiB, and look at its deadline only when nothing more arrives.
/// </remarks>
internal sealed class BusConnection : IDisposable
{
    /// <summary>How long a manager may take to answer before it counts as hanging; systemctl waits as long.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(25);

    // A manager that says more than that is made to wait, else it could keep this process busy for ever.
    private const int MessagesPerTurn = 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // A service manager asks its clients nothing; the greeting counts as well.
    private const int MostQuestions = 100;

    private readonly string _peer;
    private readonly Action<BusMessage>? _onSignal;
    private readonly TimeSpan _limit;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private nint _bus;
    private int _questions;

    /// <param name="socket">A connected socket; the connection closes it.</param>
    /// <param name="peer">Whom the error texts name, such as "the user manager of uid 1000".</param>
    /// <param name="limit">How long all waiting on this connection may take together.</param>
    /// <param name="isDaemon">Whether a bus daemon is on the other side.</param>
    /// <param name="onSignal">Told of every message that is no answer.</param>
    public BusConnection(
        Descriptor socket,
        string peer,
        TimeSpan limit,
        bool isDaemon,
        Action<BusMessage>? onSignal = null
    )
    {
        _peer = peer;
        _onSignal = onSignal;
        _limit = limit;
        Check(sd_bus_new(out _bus), "connect");
        try
        {
            Check(sd_bus_set_fd(_bus, socket.Value, socket.Value), "connect");
            socket.Release();
            Check(sd_bus_set_bus_client(_bus, isDaemon ? 1 : 0), "connect");
            // Not sd_bus_negotiate_fds(0), though nothing here asks for descriptors: after it a third line in the other
            // side's greeting fails an assertion of libsystemd's, which ends this process.
            Check(sd_bus_start(_bus), "connect");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For poll(2), with <see cref="PollEvents"/> and <see cref="Receive"/>.</summary>
    public int PollDescriptor => Check(sd_bus_get_fd(_bus), "poll");

    public short PollEvents => (short)Check(sd_bus_get_events(_bus), "poll");

    /// <param name="destination">The name that a bus daemon passes it on to.</param>
    public BusMessage NewCall(string path, string @interface, string member, string? destination = null)
    {
        Check(sd_bus_message_new_method_call(_bus, out var message, destination, path, @interface, member), member);
        return new BusMessage(message, _peer);
    }

    /// <summary>Sends a call and waits for its answer; what arrives before it are signals.</summary>
    /// <exception cref="BusErrorException">The peer answered with an error.</exception>
    public BusMessage Call(BusMessage call, string what)
    {
        Check(sd_bus_send(_bus, call.Handle, out var cookie), what);
        var end = _limit - CallTimeout < _clock.Elapsed ? _limit : _clock.Elapsed + CallTimeout;
        for (var i = 1; _clock.Elapsed < end; i++)
        {
            if (i % MessagesPerTurn == 0)
            {
                Thread.Sleep(Pause);
            }

            if (!Step(out var message))
            {
                Poll(end - _clock.Elapsed, what);
            }
            else if (message?.Answers(cookie) == true)
            {
                return Accept(message, what);
            }
            else
            {
                Deliver(message);
            }
        }

        throw NoAnswer(what);
    }

    /// <summary>Handles what has arrived.</summary>
    public void Receive()
    {
        for (var i = 0; i < MessagesPerTurn; i++)
        {
            if (!Step(out var message))
            {
                return;
            }

            Deliver(message);
        }

        Thread.Sleep(Pause);
    }

    /// <summary>Counts the limit from here on.</summary>
    public void RestartLimit() => _clock.Restart();

    /// <summary>Waits until something arrived; <see langword="false"/> when nothing did in time.</summary>
    /// <exception cref="HostException">The connection's own limit is over.</exception>
    public unsafe bool Poll(TimeSpan timeout, string what)
    {
        var end = _clock.Elapsed + timeout;
        while (true)
        {
            if (_clock.Elapsed >= _limit)
            {
                throw NoAnswer(what);
            }

            var remaining = (end < _limit ? end : _limit) - _clock.Elapsed;
            var descriptor = new PollDescriptor { Descriptor = PollDescriptor, Events = PollEvents };
            var ready = poll(&descriptor, 1, Milliseconds(remaining));
            if (ready > 0)
            {
                return true;
            }

            if (ready < 0 && Marshal.GetLastPInvokeError() != EINTR)
            {
                throw ErrnoException.Last(_peer);
            }

            if (_clock.Elapsed >= end)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        if (_bus != 0)
        {
            sd_bus_close_unref(_bus);
            _bus = 0;
        }
    }

    /// <summary>Handles at most one message.</summary>
    /// <returns>Whether there may be more.</returns>
    private bool Step(out BusMessage? message)
    {
        var result = Check(sd_bus_process(_bus, out var handle), "receive");
        message = handle == 0 ? null : new BusMessage(handle, _peer);
        // sd-bus answers some questions by itself and keeps the answers until they are taken.
        if (result > 0 && handle == 0 && ++_questions > MostQuestions)
        {
            throw new HostException($"{_peer} asks instead of answering");
        }

        return result > 0;
    }

    private void Deliver(BusMessage? message)
    {
        using (message)
        {
            if (message is not null)
            {
                _onSignal?.Invoke(message);
            }
        }
    }

    private static BusMessage Accept(BusMessage answer, string what)
    {
        try
        {
            return answer.Error is var (name, text) ? throw new BusErrorException(name, $"{what}: {text}") : answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private NoAnswerException NoAnswer(string what) => new($"{_peer} did not answer to {what} in time");

    private int Check(int result, string what) =>
        result >= 0 ? result : throw new ErrnoException($"{_peer}: {what}", -result);
}

/// <summary>An error that the service manager answered, such as <c>org.freedesktop.systemd1.NoSuchUnit</c>.</summary>
internal sealed class BusErrorException(string name, string message) : HostException(message)
{
    public string Name { get; } = name;
}
