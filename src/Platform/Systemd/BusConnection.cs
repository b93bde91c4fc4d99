// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libsystemd;

namespace RootfulContainers.Platform.Systemd;

/// <summary>
/// A D-Bus connection to the private socket of a service manager, by libsystemd's sd-bus. The only class that calls
/// it, so that a managed D-Bus library can take its place. There is no bus daemon on the other side: no Hello is sent
/// and no names exist. Used by one thread.
/// </summary>
internal sealed class BusConnection : IDisposable
{
    /// <summary>How long a manager may take to answer before it counts as hanging; systemctl waits as long.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(25);

    private readonly string _peer;
    private nint _bus;

    /// <param name="socket">A connected socket; the connection closes it.</param>
    /// <param name="peer">Whom the error texts name, such as "the user manager of uid 1000".</param>
    public BusConnection(Descriptor socket, string peer)
    {
        _peer = peer;
        Check(sd_bus_new(out _bus), "connect");
        try
        {
            Check(sd_bus_set_fd(_bus, socket.Value, socket.Value), "connect");
            socket.Release();
            Check(sd_bus_set_bus_client(_bus, 0), "connect");
            Check(sd_bus_set_method_call_timeout(_bus, Microseconds(CallTimeout)), "connect");
            Check(sd_bus_start(_bus), "connect");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For poll(2), with <see cref="PollEvents"/> and <see cref="NextSignal"/>.</summary>
    public int PollDescriptor => Check(sd_bus_get_fd(_bus), "poll");

    public short PollEvents => (short)Check(sd_bus_get_events(_bus), "poll");

    public BusMessage NewCall(string path, string @interface, string member)
    {
        Check(sd_bus_message_new_method_call(_bus, out var message, null, path, @interface, member), member);
        return new BusMessage(message, _peer);
    }

    /// <summary>Sends a call and waits for its answer.</summary>
    /// <exception cref="BusErrorException">The peer answered with an error.</exception>
    public BusMessage Call(BusMessage call, string what)
    {
        var error = default(BusError);
        var result = sd_bus_call(_bus, call.Handle, 0, ref error, out var reply);
        if (result >= 0)
        {
            return new BusMessage(reply, _peer);
        }

        try
        {
            throw error.Name == 0
                ? new ErrnoException($"{_peer} did not answer to {what}", -result)
                : new BusErrorException(
                    Marshal.PtrToStringUTF8(error.Name) ?? "",
                    $"{what}: {Marshal.PtrToStringUTF8(error.Message)}"
                );
        }
        finally
        {
            sd_bus_error_free(ref error);
        }
    }

    /// <summary>Handles what has arrived; the next signal, or <see langword="null"/> when there is none yet.</summary>
    public BusMessage? NextSignal()
    {
        while (true)
        {
            var result = Check(sd_bus_process(_bus, out var handle), "receive");
            if (handle != 0)
            {
                return new BusMessage(handle, _peer);
            }

            if (result == 0)
            {
                return null;
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

    private int Check(int result, string what) =>
        result >= 0 ? result : throw new ErrnoException($"{_peer}: {what}", -result);

    private static ulong Microseconds(TimeSpan time) => (ulong)time.TotalMicroseconds;
}

/// <summary>An error that the service manager answered, such as <c>org.freedesktop.systemd1.NoSuchUnit</c>.</summary>
internal sealed class BusErrorException(string name, string message) : HelperException(message)
{
    public string Name { get; } = name;
}
