// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>Hears of the interfaces of this network namespace as they are made and changed, see rtnetlink(7).</summary>
internal sealed unsafe class LinkMonitor : IDisposable
{
    private const uint RTMGRP_LINK = 1;

    private readonly byte[] _buffer = new byte[65536];

    public LinkMonitor()
    {
        Descriptor = new Descriptor(
            ErrnoException.Check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), "netlink socket")
        );
        // struct sockaddr_nl: family, padding, port, groups.
        var address = stackalloc uint[3] { AF_NETLINK, 0, RTMGRP_LINK };
        ErrnoException.Check(bind(Descriptor.Value, (byte*)address, 12), "bind a netlink socket");
    }

    /// <summary>Readable when there is something to hear.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>What was said since the last call; less when it was too much at once.</summary>
    public IReadOnlyList<LinkMessage> Receive()
    {
        var links = new List<LinkMessage>();
        while (true)
        {
            nint length;
            fixed (byte* start = _buffer)
            {
                length = recv(Descriptor.Value, start, (nuint)_buffer.Length, 0);
            }

            if (length >= 0)
            {
                links.AddRange(
                    NetlinkMessage
                        .Split(_buffer.AsSpan(0, (int)length))
                        .Where(m => m.Type == LinkMessage.RTM_NEWLINK)
                        .Select(m => LinkMessage.Parse(m.Content))
                );
            }
            else if (Marshal.GetLastPInvokeError() is not (ENOBUFS or EINTR))
            {
                return links;
            }
        }
    }

    public void Dispose() => Descriptor.Dispose();
}
