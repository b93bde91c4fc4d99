// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>
/// One port of the host, bound and not served. Packets that netavark forwards never reach the socket. A connection that does
/// reach it, because the container has no address of that family, is refused by the kernel, as nobody listens.
/// </summary>
internal static class PortSocket
{
    /// <summary>Binds one port of a mapping.</summary>
    /// <param name="mapping">Without a host address: of every address of both families.</param>
    /// <param name="number">One of the mapping's host ports; 0 for a free one.</param>
    /// <returns>Null where the kernel does not know the protocol: then nobody else can take the port either.</returns>
    /// <exception cref="PortTakenException">Another program has the port.</exception>
    public static Descriptor? Bind(PortMapping mapping, int number)
    {
        var address = mapping.HostAddress ?? IPAddress.IPv6Any;
        var socket = Open(address, mapping);
        if (socket is null && mapping.HostAddress is null)
        {
            // A kernel without IPv6.
            address = IPAddress.Any;
            socket = Open(address, mapping);
        }

        if (socket is null)
        {
            return null;
        }

        try
        {
            BindTo(socket, address, number, mapping);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The number that the kernel chose.</summary>
    public static unsafe ushort LocalPort(Descriptor socket)
    {
        var buffer = stackalloc byte[28];
        var length = 28u;
        ErrnoException.Check(getsockname(socket.Value, buffer, ref length), "getsockname");
        return BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(buffer + 2, 2));
    }

    private static unsafe Descriptor? Open(IPAddress address, PortMapping mapping)
    {
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var descriptor = socket(
            isIpv6 ? AF_INET6 : AF_INET,
            (mapping.Protocol == PortProtocol.Udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC,
            mapping.Protocol == PortProtocol.Sctp ? IPPROTO_SCTP : 0
        );
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError() is EAFNOSUPPORT or EPROTONOSUPPORT
                ? null
                : throw ErrnoException.Last($"published port '{mapping}'");
        }

        var opened = new Descriptor(descriptor);
        if (isIpv6)
        {
            // One socket for both families; an IPv6 address alone is of its own family.
            var isAlone = mapping.HostAddress is null ? 0 : 1;
            _ = setsockopt(opened.Value, IPPROTO_IPV6, IPV6_V6ONLY, &isAlone, sizeof(int));
        }

        return opened;
    }

    private static void BindTo(Descriptor socket, IPAddress address, int number, PortMapping mapping)
    {
        if (TryBind(socket, address, number) || IsFreeButForRemains(socket, address, number, mapping.Protocol))
        {
            return;
        }

        throw Marshal.GetLastPInvokeError() switch
        {
            EADDRINUSE => new PortTakenException(mapping.At(number), "on this host; 'rootfulctl ports' shows by whom"),
            EADDRNOTAVAIL => new HostException($"published port '{mapping}': this host has no address {address}"),
            _ => ErrnoException.Last($"published port '{mapping}'"),
        };
    }

    /// <summary>
    /// Connections in TIME_WAIT of a program that just left the port would keep it for a minute. With SO_REUSEADDR they do not, but
    /// neither would this socket keep others with that option out; listen(2) says that it must, also when it has ended again.
    /// </summary>
    private static bool IsFreeButForRemains(Descriptor socket, IPAddress address, int number, PortProtocol protocol)
    {
        if (protocol != PortProtocol.Tcp || Marshal.GetLastPInvokeError() != EADDRINUSE)
        {
            return false;
        }

        SetReuse(socket, 1);
        if (!TryBind(socket, address, number) || listen(socket.Value, 0) != 0)
        {
            return false;
        }

        _ = shutdown(socket.Value, SHUT_RDWR);
        SetReuse(socket, 0);
        return true;
    }

    private static unsafe void SetReuse(Descriptor socket, int value) =>
        _ = setsockopt(socket.Value, SOL_SOCKET, SO_REUSEADDR, &value, sizeof(int));

    private static unsafe bool TryBind(Descriptor socket, IPAddress address, int number)
    {
        var bytes = SocketAddress(address, number);
        fixed (byte* start = bytes)
        {
            return bind(socket.Value, start, (uint)bytes.Length) == 0;
        }
    }

    /// <summary>struct sockaddr_in or sockaddr_in6.</summary>
    public static byte[] SocketAddress(IPAddress address, int port)
    {
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var bytes = new byte[isIpv6 ? 28 : 16];
        bytes[0] = (byte)(isIpv6 ? AF_INET6 : AF_INET);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)port);
        address.GetAddressBytes().CopyTo(bytes, isIpv6 ? 8 : 4);
        return bytes;
    }
}
