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

    private const ushort NLMSG_ERROR = 2;
    private const ushort NLMSG_DONE = 3;
    private const ushort NLM_F_REQUEST = 1;
    private const ushort NLM_F_ACK = 4;
    private const ushort NLM_F_DUMP = 0x300;
    private const ushort NLM_F_DUMP_INTR = 0x10;
    private const ushort NLM_F_CREATE = 0x400;
    private const ushort RTM_DELLINK = 17;
    private const ushort RTM_GETLINK = 18;
    private const ushort RTM_DELNEIGH = 29;
    private const ushort NDA_DST = 1;
    private const ushort IFLA_EXT_MASK = 29;
    private const int RTEXT_FILTER_SKIP_STATS = 1 << 3;
    private const int ENODEV = 19;

    private readonly Descriptor _socket = new(
        ErrnoException.Check(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0), "netlink socket")
    );

    /// <summary>The host's ends of veth pairs on a bridge; none when there is no such bridge.</summary>
    public IReadOnlyList<Link> VethsOn(string bridge)
    {
        var master = IndexOf(bridge);
        if (master == 0)
        {
            return [];
        }

        return
        [
            .. AskForLinks(
                    NetlinkMessage.Attribute(LinkMessage.IFLA_MASTER, BitConverter.GetBytes(master)),
                    $"ports of bridge {bridge}"
                )
                // Kernels that do not know the filter answer with all interfaces.
                .Where(m => m.Master == master && m.Kind == LinkMessage.Veth)
                .Select(m => m.Link),
        ];
    }

    /// <summary>The ends of veth pairs that are in this network namespace.</summary>
    public IReadOnlyList<Link> Veths() =>
        [.. AskForLinks([], "interfaces").Where(m => m.Kind == LinkMessage.Veth).Select(m => m.Link)];

    /// <summary>The number of the interface of that name; 0 when there is none.</summary>
    public static int IndexOf(string name) => (int)if_nametoindex(name);

    /// <summary>Makes a bridge, down and without ports.</summary>
    public void AddBridge(string name)
    {
        byte[] request =
        [
            .. new byte[HeaderLength + InterfaceMessageLength],
            .. NetlinkMessage.Attribute(LinkMessage.IFLA_IFNAME, Encoding.UTF8.GetBytes($"{name}\0")),
            .. NetlinkMessage.Attribute(
                LinkMessage.IFLA_LINKINFO,
                NetlinkMessage.Attribute(LinkMessage.IFLA_INFO_KIND, "bridge"u8)
            ),
        ];
        _ = Ask(LinkMessage.RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE, request, $"make bridge {name}");
    }

    /// <summary>Removes an interface; already gone is fine.</summary>
    public void Delete(Link link)
    {
        var request = new byte[HeaderLength + InterfaceMessageLength];
        MemoryMarshal.Write(request.AsSpan(HeaderLength + 4), link.Index);
        try
        {
            _ = Ask(RTM_DELLINK, NLM_F_ACK, request, $"remove interface {link.Name}");
        }
        catch (ErrnoException e) when (e.Errno == ENODEV)
        {
            // Gone with its other end.
        }
    }

    /// <summary>
    /// Has the kernel ask anew for the MAC of an address behind an interface; nothing to forget is fine.
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
            _ = Ask(RTM_DELNEIGH, NLM_F_ACK, request, $"forget the neighbor {address} on {name}");
        }
        catch (ErrnoException e) when (e.Errno == ENOENT)
        {
            // Nobody asked for it lately.
        }
    }

    public void Dispose() => _socket.Dispose();

    private IEnumerable<LinkMessage> AskForLinks(byte[] filter, string what)
    {
        byte[] request =
        [
            .. new byte[HeaderLength + InterfaceMessageLength],
            .. filter,
            .. NetlinkMessage.Attribute(IFLA_EXT_MASK, BitConverter.GetBytes(RTEXT_FILTER_SKIP_STATS)),
        ];
        return Ask(RTM_GETLINK, NLM_F_DUMP, request, what).Select(LinkMessage.Parse);
    }

    /// <summary>Sends a request and returns what follows the header in each message of the answer.</summary>
    private List<byte[]> Ask(ushort type, ushort flags, byte[] request, string what)
    {
        MemoryMarshal.Write(request, request.Length);
        MemoryMarshal.Write(request.AsSpan(4), type);
        MemoryMarshal.Write(request.AsSpan(6), (ushort)(NLM_F_REQUEST | flags));
        while (true)
        {
            if (TryAsk(request, what) is { } answers)
            {
                return answers;
            }
        }
    }

    /// <returns>Null when something changed while the kernel listed it: the list may lack what did not change.</returns>
    private List<byte[]>? TryAsk(byte[] request, string what)
    {
        _socket.WriteAll(request, what);
        var answers = new List<byte[]>();
        var isInterrupted = false;
        var buffer = new byte[65536];
        while (true)
        {
            foreach (var message in NetlinkMessage.Split(buffer.AsSpan(0, Receive(buffer, what))))
            {
                isInterrupted |= (message.Flags & NLM_F_DUMP_INTR) != 0;
                switch (message.Type)
                {
                    case NLMSG_DONE:
                        return isInterrupted ? null : answers;
                    case NLMSG_ERROR:
                        var errno = -BitConverter.ToInt32(message.Content);
                        return errno == 0 ? answers : throw new ErrnoException(what, errno);
                    case LinkMessage.RTM_NEWLINK:
                        answers.Add(message.Content);
                        break;
                }
            }
        }
    }

    private unsafe int Receive(byte[] buffer, string what)
    {
        fixed (byte* start = buffer)
        {
            return ErrnoException.Check((int)recv(_socket.Value, start, (nuint)buffer.Length, 0), what);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);
}
