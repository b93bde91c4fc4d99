// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Net;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>A flow that the kernel knows: where its packets are sent to, and where they are really brought.</summary>
/// <param name="Content">As the kernel told of it.</param>
internal sealed record TrackedFlow(IPEndPoint SentTo, IPEndPoint BroughtTo, byte[] Content);

/// <summary>The kernel's table of flows. Where a flow is brought is decided for its first packet, and holds for as long as it lasts.</summary>
internal sealed class ConnectionTracking : IDisposable
{
    private const int FixedLength = 4;
    private const ushort IPCTNL_MSG_CT_NEW = 0x100;
    private const ushort IPCTNL_MSG_CT_GET = 0x101;
    private const ushort IPCTNL_MSG_CT_DELETE = 0x102;
    private const ushort CTA_TUPLE_ORIG = 1;
    private const ushort CTA_TUPLE_REPLY = 2;
    private const ushort CTA_ID = 12;
    private const ushort CTA_ZONE = 18;
    private const ushort CTA_TUPLE_IP = 1;
    private const ushort CTA_TUPLE_PROTO = 2;
    private const ushort CTA_IP_V4_SRC = 1;
    private const ushort CTA_IP_V6_SRC = 3;
    private const ushort CTA_PROTO_NUM = 1;
    private const ushort CTA_PROTO_SRC_PORT = 2;
    private const ushort CTA_PROTO_DST_PORT = 3;

    private readonly NetlinkSocket _socket = new(NetlinkSocket.NETLINK_NETFILTER);

    /// <summary>The flows of a protocol, by its number in IP, that are wanted.</summary>
    public IReadOnlyList<TrackedFlow> Flows(byte protocol, Func<TrackedFlow, bool> isWanted)
    {
        var flows = new List<TrackedFlow>();
        _ = _socket.Ask(
            IPCTNL_MSG_CT_GET,
            NetlinkSocket.NLM_F_DUMP,
            new byte[NetlinkMessage.HeaderLength + FixedLength],
            "flows that the kernel knows",
            IPCTNL_MSG_CT_NEW,
            content =>
            {
                if (Parse(content, protocol) is { } flow && isWanted(flow))
                {
                    flows.Add(flow);
                }

                return false;
            }
        );
        return flows;
    }

    /// <summary>Has the kernel forget a flow: its next packet is the first of a new one. Already gone is fine.</summary>
    public void Forget(TrackedFlow flow)
    {
        var attributes = NetlinkMessage.Attributes(flow.Content.AsSpan(FixedLength));
        byte[] request =
        [
            .. new byte[NetlinkMessage.HeaderLength],
            .. flow.Content[..FixedLength],
            .. NetlinkMessage.Attribute(CTA_TUPLE_ORIG | NetlinkMessage.NLA_F_NESTED, attributes[CTA_TUPLE_ORIG]),
            .. Copy(attributes, CTA_ID),
            .. Copy(attributes, CTA_ZONE),
        ];
        try
        {
            _ = _socket.Ask(
                IPCTNL_MSG_CT_DELETE,
                NetlinkSocket.NLM_F_ACK,
                request,
                $"forget the flow to {flow.SentTo}",
                IPCTNL_MSG_CT_NEW
            );
        }
        catch (ErrnoException e) when (e.Errno == ENOENT)
        {
            // It has ended meanwhile.
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <param name="content">A message about a flow: struct nfgenmsg, then its attributes.</param>
    /// <returns>Null for another protocol.</returns>
    public static TrackedFlow? Parse(byte[] content, byte protocol)
    {
        var attributes = NetlinkMessage.Attributes(content.AsSpan(FixedLength));
        return
            attributes.TryGetValue(CTA_TUPLE_ORIG, out var original)
            && attributes.TryGetValue(CTA_TUPLE_REPLY, out var reply)
            && EndPoint(original, protocol, isSource: false) is { } sentTo
            && EndPoint(reply, protocol, isSource: true) is { } broughtTo
            ? new TrackedFlow(sentTo, broughtTo, content)
            : null;
    }

    private static IPEndPoint? EndPoint(byte[] tuple, byte protocol, bool isSource)
    {
        var parts = NetlinkMessage.Attributes(tuple);
        if (!parts.TryGetValue(CTA_TUPLE_IP, out var ip) || !parts.TryGetValue(CTA_TUPLE_PROTO, out var proto))
        {
            return null;
        }

        var addresses = NetlinkMessage.Attributes(ip);
        var ports = NetlinkMessage.Attributes(proto);
        var other = isSource ? 0 : 1;
        return
            ports.TryGetValue(CTA_PROTO_NUM, out var number)
            && number[0] == protocol
            && ports.TryGetValue(isSource ? CTA_PROTO_SRC_PORT : CTA_PROTO_DST_PORT, out var port)
            && (
                addresses.TryGetValue((ushort)(CTA_IP_V4_SRC + other), out var address)
                || addresses.TryGetValue((ushort)(CTA_IP_V6_SRC + other), out address)
            )
            ? new IPEndPoint(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port))
            : null;
    }

    private static byte[] Copy(Dictionary<ushort, byte[]> attributes, ushort number) =>
        attributes.TryGetValue(number, out var value) ? NetlinkMessage.Attribute(number, value) : [];
}
