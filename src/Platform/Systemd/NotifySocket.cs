// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Systemd;

/// <summary>What has arrived at a notify socket.</summary>
internal enum Arrival
{
    Nothing,
    Text,

    /// <summary>A message with descriptors, which is still there. Whoever takes it closes them, and may hang in that.</summary>
    Descriptors,
}

/// <summary>
/// The socket that podman and conmon know as $NOTIFY_SOCKET, in the user's runtime directory, which nobody but the user gets to.
/// Root makes a link to it where podman and conmon look for it.
/// </summary>
/// <remarks>
/// The end of the process closes it, nothing else: messages that nobody has taken go with its last descriptor, and close(2) waits
/// for a connection among them that lingers as long as its owner wants. exit(2) does not (inet_release() of the kernel).
/// </remarks>
internal sealed unsafe partial class NotifySocket
{
    private const int MaximumLength = 4096;
    private const int MSG_PEEK = 2;
    private const int MSG_CTRUNC = 8;

    private NotifySocket(Descriptor socket) => Socket = socket;

    /// <summary>For a program that takes what this one must not.</summary>
    public Descriptor Socket { get; }

    public int PollDescriptor => Socket.Value;

    /// <summary>Where it is. A container's name may be longer than the address of a socket would leave room for.</summary>
    public static string PathOf(uint user, ContainerName name) => $"{StatePaths.NotifySockets(user)}/{name}";

    /// <summary>One that is not bound yet.</summary>
    public static NotifySocket New() => new(NewSocket());

    /// <summary>Binds it, in place of one that was here before. For a process that may hang: all of the way is the user's.</summary>
    public void Bind(uint user, ContainerName name)
    {
        var path = StatePaths.NotifySockets(user);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var directory = Descriptor.Open(path, O_PATH | O_DIRECTORY, $"open {path}");
        _ = unlinkat(directory.Value, name.ToString(), 0);
        var address = UnixAddress.OfPath($"{directory.ProcPath}/{name}");
        fixed (byte* start = address)
        {
            ErrnoException.Check(bind(Socket.Value, start, (uint)address.Length), $"bind {path}/{name}");
        }
    }

    /// <summary>One that another process made.</summary>
    public static NotifySocket Of(Descriptor socket) => new(socket);

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

    /// <summary>Reads the next message, and takes it unless descriptors come with it. What is too long is cut off.</summary>
    /// <remarks>
    /// The kernel closes descriptors that nobody takes, in the process that receives the message. Of a TCP connection that lingers that
    /// lasts for as long as its owner wants. A look at the message leaves them with it.
    /// </remarks>
    public Arrival Receive(out string text)
    {
        text = "";
        var buffer = stackalloc byte[MaximumLength];
        var whole = new Libc.Buffer { Start = buffer, Length = MaximumLength };
        var header = new MessageHeader { Buffers = &whole, BufferCount = 1 };
        var length = recvmsg(Socket.Value, &header, MSG_PEEK);
        if (length < 0)
        {
            return Marshal.GetLastPInvokeError() is EAGAIN or EINTR
                ? Arrival.Nothing
                : throw ErrnoException.Last("receive from the container");
        }

        text = Encoding.UTF8.GetString(buffer, (int)length);
        if ((header.Flags & MSG_CTRUNC) != 0)
        {
            return Arrival.Descriptors;
        }

        Take();
        return Arrival.Text;
    }

    /// <summary>Takes everything that has arrived. For a process that may hang: descriptors that come along are closed.</summary>
    public void Empty()
    {
        while (Receive(out _) is var arrival and not Arrival.Nothing)
        {
            if (arrival == Arrival.Descriptors)
            {
                Take();
            }
        }
    }

    /// <summary>Takes the next message if descriptors come with it, and closes them.</summary>
    public void Discard()
    {
        if (Receive(out _) == Arrival.Descriptors)
        {
            Take();
        }
    }

    private void Take()
    {
        byte first;
        _ = recv(Socket.Value, &first, 1, 0);
    }

    private static Descriptor NewSocket() =>
        new(ErrnoException.Check(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "socket"));

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(int socket, MessageHeader* message, int flags);
}
