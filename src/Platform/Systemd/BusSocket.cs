// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Systemd;

/// <summary>The socket of a D-Bus peer.</summary>
internal static class BusSocket
{
    /// <param name="path">What is connected to.</param>
    /// <param name="shownPath">What messages call it.</param>
    /// <param name="user">Who must have made the socket.</param>
    /// <param name="peer">Whom messages name, such as "the user manager of uid 1000".</param>
    public static unsafe Descriptor Connect(string path, string shownPath, uint user, string peer)
    {
        // A non-blocking connect fails at once where a listener that never accepts would block for ever.
        var socket = new Descriptor(
            ErrnoException.Check(Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket")
        );
        try
        {
            var address = UnixAddress.OfPath(path);
            fixed (byte* start = address)
            {
                if (connect(socket.Value, start, (uint)address.Length) < 0)
                {
                    throw ErrnoException.Last($"connect to {peer} at {shownPath}");
                }
            }

            var credentials = stackalloc uint[3];
            var length = 12u;
            ErrnoException.Check(getsockopt(socket.Value, SOL_SOCKET, SO_PEERCRED, credentials, ref length), shownPath);
            // The directory is the user's, and the socket may be anybody's who was made to listen there.
            return credentials[1] == user
                ? socket
                : throw new HostException($"{shownPath} belongs to uid {credentials[1]}, not to {peer}");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
