// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Systemd;

/// <summary>
/// The socket that podman and conmon know as $NOTIFY_SOCKET. An entry in its access control list lets the container's user
/// write to it, and nobody else; that is the whole authentication, so the directory it lies in must be root's. The user does
/// not own it, so that the supervisor needs no CAP_CHOWN.
/// </summary>
internal sealed unsafe class NotifySocket : IDisposable
{
    private const int MaximumLength = 4096;

    private readonly Descriptor _socket;

    public NotifySocket(string path, uint user)
    {
        _socket = NewSocket();
        // Of one that was here before.
        _ = unlinkat(AT_FDCWD, path, 0);
        var address = UnixAddress.OfPath(path);
        fixed (byte* start = address)
        {
            ErrnoException.Check(bind(_socket.Value, start, (uint)address.Length), $"bind {path}");
        }

        ErrnoException.Check(fchmodat(AT_FDCWD, path, Permissions.OwnerOnly, 0), path);
        var access = AccessList(user);
        fixed (byte* start = access)
        {
            ErrnoException.Check(
                setxattr(path, "system.posix_acl_access", start, (nuint)access.Length, 0),
                $"set the access control list of {path}"
            );
        }
    }

    /// <summary>Sends a message to such a socket, as its user.</summary>
    /// <returns>Whether somebody listens.</returns>
    public static bool TrySend(string path, string message)
    {
        using var socket = NewSocket();
        var address = UnixAddress.OfPath(path);
        fixed (byte* start = address)
        {
            if (connect(socket.Value, start, (uint)address.Length) < 0)
            {
                return Marshal.GetLastPInvokeError() is ENOENT or ECONNREFUSED
                    ? false
                    : throw ErrnoException.Last($"connect to {path}");
            }
        }

        socket.WriteAll(message, $"send to {path}");
        return true;
    }

    public int PollDescriptor => _socket.Value;

    /// <summary>The next message, or <see langword="null"/> when there is none. What is too long is cut off.</summary>
    public string? Receive()
    {
        var buffer = stackalloc byte[MaximumLength];
        var length = recv(_socket.Value, buffer, MaximumLength, 0);
        return length >= 0 ? Encoding.UTF8.GetString(buffer, (int)length)
            : Marshal.GetLastPInvokeError() is EAGAIN or EINTR ? null
            : throw ErrnoException.Last("receive from the container");
    }

    public void Dispose() => _socket.Dispose();

    private static Descriptor NewSocket() =>
        new(ErrnoException.Check(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));

    /// <summary>acl(5) as the kernel takes it: owner and one user read and write, others nothing.</summary>
    private static byte[] AccessList(uint user)
    {
        const uint Nobody = uint.MaxValue;
        const ushort ReadAndWrite = 6;
        var list = new MemoryStream();
        using var writer = new BinaryWriter(list);
        writer.Write(2); // version
        foreach (
            var (tag, permissions, id) in ((ushort, ushort, uint)[])
                [
                    (0x01, ReadAndWrite, Nobody), // owner
                    (0x02, ReadAndWrite, user),
                    (0x04, 0, Nobody), // group
                    (0x10, ReadAndWrite, Nobody), // mask
                    (0x20, 0, Nobody), // others
                ]
        )
        {
            writer.Write(tag);
            writer.Write(permissions);
            writer.Write(id);
        }

        return list.ToArray();
    }
}
