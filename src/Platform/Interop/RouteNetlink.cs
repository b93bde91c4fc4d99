// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>What is asked of and told to the kernel over rtnetlink(7).</summary>
internal sealed partial class RouteNetlink : IDisposable
{
    private const int HeaderLength = NetlinkMessage.HeaderLength;
    private const int InterfaceMessageLength = LinkMessage.FixedLength;
    private const int NeighborMessageLength = 12;

    private const ushort NLM_F_CREATE = 0x400;
    private const ushort RTM_DELLINK = 17;
    private const ushort RTM_GETLINK = 18;
    private const ushort RTM_SETLINK = 19;
    private const ushort RTM_DELNEIGH = 29;
    private const ushort NDA_DST = 1;
    private const ushort IFLA_PROTINFO = 12;
    private const ushort IFLA_INFO_DATA = 2;
    private const ushort VETH_INFO_PEER = 1;
    private const ushort IFLA_BRPORT_MODE = 4;
    private const ushort IFLA_EXT_MASK = 29;
    private const byte AF_BRIDGE = 7;
    private const int RTEXT_FILTER_SKIP_STATS = 1 << 3;
    private const int ENODEV = 19;

    private static readonly byte[] BridgeKind = NetlinkMessage.Attribute(
        LinkMessage.IFLA_LINKINFO,
        InfoKind(LinkMessage.Bridge)
    );

    private readonly NetlinkSocket _socket = new(NetlinkSocket.NETLINK_ROUTE);

    /// <summary>The host's ends of veth pairs on a bridge; none when there is no such bridge.</summary>
    public IReadOnlyList<Link> VethsOn(string bridge) =>
        IndexOf(bridge) is not 0 and var index
            ? [.. PortsOf(index, bridge).Where(m => m.Kind == LinkMessage.Veth).Select(m => m.Link)]
            : [];

    /// <summary>Removes a bridge without ports, if there is one. Any other interface of that name stays.</summary>
    public void RemoveUnusedBridge(string name)
    {
        if (IsBridge(name) && IndexOf(name) is not 0 and var index && !PortsOf(index, name).Any())
        {
            Delete(new Link(index, name));
        }
    }

    private IEnumerable<LinkMessage> PortsOf(int bridge, string name) =>
        AskForLinks(
                NetlinkMessage.Attribute(LinkMessage.IFLA_MASTER, BitConverter.GetBytes(bridge)),
                $"ports of bridge {name}"
            )
            // Kernels that do not know the filter answer with all interfaces.
            .Where(m => m.Master == bridge);

    /// <summary>The ends of veth pairs that are in this network namespace.</summary>
    public IReadOnlyList<Link> Veths() =>
        [.. AskForLinks([], "interfaces").Where(m => m.Kind == LinkMessage.Veth).Select(m => m.Link)];

    /// <summary>The number of the interface of that name; 0 when there is none.</summary>
    public static int IndexOf(string name) => (int)if_nametoindex(name);

    /// <summary>Whether there is an interface of that number.</summary>
    public static unsafe bool Has(Link link)
    {
        const int IF_NAMESIZE = 16;
        var name = stackalloc byte[IF_NAMESIZE];
        return if_indextoname((uint)link.Index, name) != null;
    }

    public bool IsBridge(string name) =>
        AskForLinks(BridgeKind, "bridges").Any(m => m.Link.Name == name && m.Kind == LinkMessage.Bridge);

    /// <summary>Makes a veth pair, down.</summary>
    public void AddVeth(string name, string peer)
    {
        byte[] request =
        [
            .. new byte[HeaderLength + InterfaceMessageLength],
            .. Name(name),
            .. NetlinkMessage.Attribute(
                LinkMessage.IFLA_LINKINFO,
                [
                    .. InfoKind(LinkMessage.Veth),
                    .. NetlinkMessage.Attribute(
                        IFLA_INFO_DATA,
                        NetlinkMessage.Attribute(VETH_INFO_PEER, [.. new byte[InterfaceMessageLength], .. Name(peer)])
                    ),
                ]
            ),
        ];
        _ = Ask(LinkMessage.RTM_NEWLINK, NetlinkSocket.NLM_F_ACK | NLM_F_CREATE, request, $"make interface {name}");
    }

    /// <summary>Removes an interface; already gone is fine.</summary>
    public void Delete(Link link)
    {
        var request = new byte[HeaderLength + InterfaceMessageLength];
        MemoryMarshal.Write(request.AsSpan(HeaderLength + 4), link.Index);
        try
        {
            _ = Ask(RTM_DELLINK, NetlinkSocket.NLM_F_ACK, request, $"remove interface {link.Name}");
        }
        catch (ErrnoException e) when (e.Errno == ENODEV)
        {
            // Gone with its other end.
        }
    }

    /// <summary>Has a bridge send frames back out of the port that they came in by; a port that is gone is fine.</summary>
    public void SetHairpin(Link port)
    {
        byte[] request =
        [
            .. new byte[HeaderLength + InterfaceMessageLength],
            .. NetlinkMessage.Attribute(
                IFLA_PROTINFO | NetlinkMessage.NLA_F_NESTED,
                NetlinkMessage.Attribute(IFLA_BRPORT_MODE, [1])
            ),
        ];
        request[HeaderLength] = AF_BRIDGE;
        MemoryMarshal.Write(request.AsSpan(HeaderLength + 4), port.Index);
        try
        {
            _ = Ask(RTM_SETLINK, NetlinkSocket.NLM_F_ACK, request, $"let frames return to {port.Name}");
        }
        catch (ErrnoException e) when (e.Errno == ENODEV)
        {
            // Its user removed the container's end.
        }
    }

    /// <summary>
    /// Has the kernel ask again for the MAC of an address behind an interface; nothing to forget is fine.
    /// </summary>
    public void ForgetNeighbor(string name, IPAddress address)
    {
        byte[] request =
        [
            .. new byte[HeaderLength + NeighborMessageLength],
            .. NetlinkMessage.Attribute(NDA_DST, address.GetAddressBytes()),
        ];
        request[HeaderLength] = (byte)(address.AddressFamily == AddressFamily.InterNetwork ? AF_INET : AF_INET6);
        MemoryMarshal.Write(request.AsSpan(HeaderLength + 4), IndexOf(name));
        try
        {
            _ = Ask(RTM_DELNEIGH, NetlinkSocket.NLM_F_ACK, request, $"forget the neighbor {address} on {name}");
        }
        catch (ErrnoException e) when (e.Errno == ENOENT)
        {
            // Nobody asked for it lately.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Name(string name) =>
        NetlinkMessage.Attribute(LinkMessage.IFLA_IFNAME, Encoding.UTF8.GetBytes($"{name}\0"));

    private static byte[] InfoKind(string kind) =>
        NetlinkMessage.Attribute(LinkMessage.IFLA_INFO_KIND, Encoding.ASCII.GetBytes(kind));

    private IEnumerable<LinkMessage> AskForLinks(byte[] filter, string what)
    {
        byte[] request =
        [
            .. new byte[HeaderLength + InterfaceMessageLength],
            .. filter,
            .. NetlinkMessage.Attribute(IFLA_EXT_MASK, BitConverter.GetBytes(RTEXT_FILTER_SKIP_STATS)),
        ];
        return Ask(RTM_GETLINK, NetlinkSocket.NLM_F_DUMP, request, what).Select(LinkMessage.Parse);
    }

    private List<byte[]> Ask(ushort type, ushort flags, byte[] request, string what) =>
        _socket.Ask(type, flags, request, what, LinkMessage.RTM_NEWLINK);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial byte* if_indextoname(uint index, byte* name);
}
