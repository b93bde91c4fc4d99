// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>
/// The published ports, bound on the host. netavark does not notice that a port is taken: a second container or a host
/// process on the same port would be shadowed without a word. As long as the sockets are open nobody else gets the port.
/// </summary>
internal sealed class HostPorts : IDisposable
{
    /// <summary>Every address of the host, of both families.</summary>
    public static readonly IReadOnlyList<IPAddress> Wildcards = [IPAddress.Any, IPAddress.IPv6Any];

    private readonly IReadOnlyList<IPAddress> _wildcards;
    private readonly List<(string Name, Descriptor Socket)> _sockets = [];

    private readonly List<PortMapping> _mappings = [];

    private HostPorts(IReadOnlyList<IPAddress> wildcards) => _wildcards = wildcards;

    public IReadOnlyList<PortMapping> Mappings => _mappings;

    /// <summary>The bound sockets; the name says port, protocol and address and is unique on the host.</summary>
    public IEnumerable<(string Name, Descriptor Socket)> Sockets => _sockets;

    /// <summary>Binds every port and chooses the free ones, or binds none and says which is taken.</summary>
    /// <param name="wildcards">
    /// Where a port without a host address is published: 0.0.0.0, :: or both. netavark forwards only what the container has an
    /// address for; with a socket that nobody accepts from, clients would hang instead of turning to the other family.
    /// </param>
    /// <param name="held">Names of sockets that the container's earlier attach still holds.</param>
    public static HostPorts Bind(
        IEnumerable<PublishedPort> ports,
        IReadOnlyList<IPAddress> wildcards,
        IReadOnlySet<string> held
    )
    {
        var bound = new HostPorts(wildcards);
        try
        {
            foreach (var port in ports)
            {
                foreach (var protocol in port.Protocols)
                {
                    bound.Add(port, protocol, held);
                }
            }

            return bound;
        }
        catch
        {
            bound.Dispose();
            throw;
        }
    }

    /// <summary>The names that the sockets of the mappings have, or would have for a container with addresses of both families.</summary>
    public static IEnumerable<string> Names(IEnumerable<PortMapping> mappings) =>
        mappings.SelectMany(m =>
            Enumerable
                .Range(m.HostPort, m.Count)
                .SelectMany(p => Addresses(m.HostAddress, Wildcards).Select(a => Name(m.Protocol, a, p)))
        );

    /// <summary>Gives ports that are published on any free host port the ones that an earlier attach chose for them.</summary>
    public static IEnumerable<PublishedPort> KeepChosen(
        IReadOnlyList<PublishedPort> ports,
        IReadOnlyList<PortMapping> earlier
    )
    {
        var given = ports.Select(p => p.HostPort).OfType<ushort>().ToHashSet();
        var chosen = earlier.Where(m => !given.Contains(m.HostPort)).ToList();
        foreach (var port in ports)
        {
            if (port.HostPort is not null)
            {
                yield return port;
                continue;
            }

            foreach (var protocol in port.Protocols)
            {
                for (var number = (int)port.ContainerPort; number < port.ContainerPort + port.Count; number++)
                {
                    var before = chosen.Find(m =>
                        m.Protocol == protocol && m.ContainerPort == number && Equals(m.HostAddress, port.HostAddress)
                    );
                    yield return new PublishedPort(port.HostAddress, before?.HostPort, (ushort)number, 1, [protocol]);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, socket) in _sockets)
        {
            socket.Dispose();
        }

        _sockets.Clear();
    }

    private void Add(PublishedPort port, PortProtocol protocol, IReadOnlySet<string> held)
    {
        if (port.HostPort is { } first)
        {
            _mappings.Add(new PortMapping(port.HostAddress, first, port.ContainerPort, port.Count, protocol));
            for (var number = (int)first; number < first + port.Count; number++)
            {
                BindOne(port, protocol, number, held);
            }

            return;
        }

        for (var i = 0; i < port.Count; i++)
        {
            var chosen = BindFree(port, protocol, held);
            _mappings.Add(new PortMapping(port.HostAddress, chosen, (ushort)(port.ContainerPort + i), 1, protocol));
        }
    }

    private ushort BindFree(PublishedPort port, PortProtocol protocol, IReadOnlySet<string> held)
    {
        // A number that is free for one family may be taken for the other. As long as it stays bound, the kernel offers
        // others.
        using var rejected = new HostPorts(_wildcards);
        while (true)
        {
            var first = _sockets.Count;
            try
            {
                return BindOne(port, protocol, 0, held);
            }
            catch (HostException e) when (e is not ErrnoException && _sockets.Count > first)
            {
                rejected._sockets.AddRange(_sockets[first..]);
                _sockets.RemoveRange(first, _sockets.Count - first);
            }
        }
    }

    /// <summary>Binds one port on every address family it is published on; 0 chooses a free one.</summary>
    private ushort BindOne(PublishedPort port, PortProtocol protocol, int number, IReadOnlySet<string> held)
    {
        foreach (var address in Addresses(port.HostAddress, _wildcards))
        {
            if (number != 0 && held.Contains(Name(protocol, address, number)))
            {
                continue;
            }

            if (Open(port, protocol, address, number) is { } socket)
            {
                number = LocalPort(socket);
                _sockets.Add((Name(protocol, address, number), socket));
            }
        }

        return (ushort)number;
    }

    private static Descriptor? Open(PublishedPort port, PortProtocol protocol, IPAddress address, int number)
    {
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var type = protocol == PortProtocol.Udp ? SOCK_DGRAM : SOCK_STREAM;
        var descriptor = Libc.socket(
            isIpv6 ? AF_INET6 : AF_INET,
            type | SOCK_CLOEXEC,
            protocol == PortProtocol.Sctp ? IPPROTO_SCTP : 0
        );
        if (descriptor < 0)
        {
            // A kernel without IPv6 or SCTP has nobody who could take the port either.
            return Marshal.GetLastPInvokeError() is EAFNOSUPPORT or EPROTONOSUPPORT
                ? null
                : throw ErrnoException.Last($"published port '{port}'");
        }

        var socket = new Descriptor(descriptor);
        try
        {
            Prepare(socket, isIpv6, type);
            BindSocket(socket, address, number, port, protocol);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static unsafe void Prepare(Descriptor socket, bool isIpv6, int type)
    {
        var on = 1;
        if (isIpv6)
        {
            setsockopt(socket.Value, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(int));
        }

        if (type == SOCK_STREAM)
        {
            // Else connections in TIME_WAIT of a program that just left the port would keep it for a minute.
            setsockopt(socket.Value, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(int));
        }
    }

    private static unsafe void BindSocket(
        Descriptor socket,
        IPAddress address,
        int number,
        PublishedPort port,
        PortProtocol protocol
    )
    {
        var bytes = SocketAddress(address, number);
        fixed (byte* start = bytes)
        {
            // With SO_REUSEADDR only a listening socket excludes another one.
            if (
                bind(socket.Value, start, (uint)bytes.Length) == 0
                && (protocol == PortProtocol.Udp || listen(socket.Value, 0) == 0)
            )
            {
                return;
            }
        }

        throw Marshal.GetLastPInvokeError() switch
        {
            EADDRINUSE => new PortTakenException(
                new PortMapping(port.HostAddress, (ushort)number, port.ContainerPort, 1, protocol),
                "on this host; 'ss -lntup' and 'systemctl status \"rootful-network@*\"' show by whom"
            ),
            EADDRNOTAVAIL => new HostException($"published port '{port}': this host has no address {address}"),
            _ => ErrnoException.Last($"published port '{port}'"),
        };
    }

    private static unsafe ushort LocalPort(Descriptor socket)
    {
        var buffer = stackalloc byte[28];
        var length = 28u;
        ErrnoException.Check(getsockname(socket.Value, buffer, ref length), "getsockname");
        return BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(buffer + 2, 2));
    }

    /// <summary>struct sockaddr_in or sockaddr_in6.</summary>
    private static byte[] SocketAddress(IPAddress address, int port)
    {
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var bytes = new byte[isIpv6 ? 28 : 16];
        bytes[0] = (byte)(isIpv6 ? AF_INET6 : AF_INET);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), (ushort)port);
        address.GetAddressBytes().CopyTo(bytes, isIpv6 ? 8 : 4);
        return bytes;
    }

    private static IReadOnlyList<IPAddress> Addresses(IPAddress? address, IReadOnlyList<IPAddress> wildcards) =>
        address is null ? wildcards : [address];

    // The service manager's names of stored descriptors may not hold a colon.
    private static string Name(PortProtocol protocol, IPAddress address, int port) =>
        $"{PublishedPort.Name(protocol)}-{port}-{address}".Replace(':', '_');
}
