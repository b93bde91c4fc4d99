// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>
/// The socket that podman and conmon know as $NOTIFY_SOCKET. Its mode lets only the container's user write to it; that is
/// the whole authentication, so the directory it lies in must be root's.
/// </summary>
internal sealed unsafe class NotifySocket : IDisposable
{
    private readonly Descriptor _socket;

    public NotifySocket(string path, uint user)
    {
        _socket = new Descriptor(
            ErrnoException.Check(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket")
        );
        // Of a supervisor that was killed.
        _ = unlinkat(AT_FDCWD, path, 0);
        var address = UnixAddress.OfPath(path);
        fixed (byte* start = address)
        {
            ErrnoException.Check(bind(_socket.Value, start, (uint)address.Length), $"bind {path}");
        }

        ErrnoException.Check(fchmodat(AT_FDCWD, path, 0x180, 0), path);
        ErrnoException.Check(fchownat(AT_FDCWD, path, user, 0, AT_SYMLINK_NOFOLLOW), path);
    }

    public int PollDescriptor => _socket.Value;

    /// <summary>The next message, or <see langword="null"/> when there is none. What is too long is cut off.</summary>
    public string? Receive()
    {
        var buffer = stackalloc byte[NotifyMessage.MaximumLength];
        var length = recv(_socket.Value, buffer, NotifyMessage.MaximumLength, 0);
        return length >= 0 ? Encoding.UTF8.GetString(buffer, (int)length)
            : Marshal.GetLastPInvokeError() is EAGAIN or EINTR ? null
            : throw ErrnoException.Last("receive from the container");
    }

    public void Dispose() => _socket.Dispose();
}
