// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>
/// Any number of descriptors kept open by one: they were sent through a pair of sockets, and nobody receives them. The kernel
/// closes them with the pair's receiving end, see SCM_RIGHTS in unix(7).
/// </summary>
/// <remarks>
/// The kernel lets a user who may not raise limits have as many descriptors on the way as it may have open (RLIMIT_NOFILE), and counts
/// them for each user. CAP_SYS_RESOURCE is exempt.
/// </remarks>
internal sealed class DescriptorParcel : IDisposable
{
    /// <summary>The kernel takes 253 in a message.</summary>
    private const int Batch = 250;

    /// <summary>Each message waits in the buffer, in which it takes less than a kilobyte.</summary>
    private const int BufferSize = 4 << 20;

    private readonly List<Descriptor> _waiting = new(Batch);
    private readonly Descriptor _entrance;
    private readonly Descriptor _exit;

    public unsafe DescriptorParcel()
    {
        // A stream: other kinds take only a few messages that nobody receives (net.unix.max_dgram_qlen).
        var pair = stackalloc int[2];
        ErrnoException.Check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), "socketpair");
        _entrance = new Descriptor(pair[0]);
        _exit = new Descriptor(pair[1]);
        var size = BufferSize;
        // Without CAP_NET_ADMIN the buffer stays as it is, which is enough for some 50,000.
        _ = setsockopt(_entrance.Value, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(int));
    }

    /// <summary>Takes a descriptor over; it is closed here as soon as it is on its way.</summary>
    public void Add(Descriptor descriptor)
    {
        _waiting.Add(descriptor);
        if (_waiting.Count == Batch)
        {
            Send();
        }
    }

    /// <summary>The one descriptor that keeps all of them open.</summary>
    public Descriptor Close()
    {
        if (_waiting.Count > 0)
        {
            Send();
        }

        return new Descriptor(_exit.Release());
    }

    public void Dispose()
    {
        CloseWaiting();
        _entrance.Dispose();
        _exit.Dispose();
    }

    private unsafe void Send()
    {
        // struct cmsghdr, then the descriptors.
        var control = new byte[16 + (sizeof(int) * _waiting.Count)];
        MemoryMarshal.Write(control, (nint)control.Length);
        MemoryMarshal.Write(control.AsSpan(8), SOL_SOCKET);
        MemoryMarshal.Write(control.AsSpan(12), SCM_RIGHTS);
        for (var i = 0; i < _waiting.Count; i++)
        {
            MemoryMarshal.Write(control.AsSpan(16 + (sizeof(int) * i)), _waiting[i].Value);
        }

        byte content = 0;
        var buffer = new Libc.Buffer { Start = &content, Length = 1 };
        fixed (byte* start = control)
        {
            var message = new MessageHeader
            {
                Buffers = &buffer,
                BufferCount = 1,
                Control = start,
                ControlLength = (nuint)control.Length,
            };
            ErrnoException.Check((int)sendmsg(_entrance.Value, &message, 0), "keep descriptors open");
        }

        CloseWaiting();
    }

    private void CloseWaiting()
    {
        foreach (var descriptor in _waiting)
        {
            descriptor.Dispose();
        }

        _waiting.Clear();
    }
}
