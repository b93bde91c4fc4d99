// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Systemd;

/// <summary>systemd-journald itself, over its Varlink socket.</summary>
internal static unsafe class Journal
{
    private const string Socket = "/run/systemd/journal/io.systemd.journal";
    private const int TimeoutMilliseconds = 3000;

    /// <summary>
    /// Waits until the journal has taken in what was sent. It looks up the unit of a message by the process that sent it:
    /// of one that has ended meanwhile it knows neither unit nor user, and the message is missing in every status.
    /// Best effort: without it the message is still in the journal.
    /// </summary>
    public static void Synchronize()
    {
        using var socket = new Descriptor(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        var address = UnixAddress.OfPath(Socket);
        fixed (byte* start = address)
        {
            if (socket.IsInvalid || connect(socket.Value, start, (uint)address.Length) < 0)
            {
                return;
            }
        }

        // A Varlink message ends with a NUL.
        fixed (byte* call = """{"method":"io.systemd.Journal.Synchronize","parameters":{}}"""u8)
        {
            _ = write(socket.Value, call, 60);
        }

        var answer = new PollDescriptor { Descriptor = socket.Value, Events = POLLIN };
        _ = poll(&answer, 1, TimeoutMilliseconds);
    }
}
