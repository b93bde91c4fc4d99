// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Platform.Interop;

/// <summary>An interface of this network namespace.</summary>
/// <param name="Index">Never given again while the machine runs.</param>
internal readonly record struct Link(int Index, string Name);

/// <summary>What RTM_NEWLINK says of an interface, see rtnetlink(7).</summary>
/// <param name="Master">The index of the bridge that it is a port of, or 0.</param>
/// <param name="Kind">Such as "veth" or "bridge"; empty for hardware, and where the message is about something else.</param>
internal readonly record struct LinkMessage(Link Link, int Master, string Kind)
{
    public const ushort RTM_NEWLINK = 16;
    public const ushort IFLA_IFNAME = 3;
    public const ushort IFLA_MASTER = 10;
    public const ushort IFLA_LINKINFO = 18;
    public const ushort IFLA_INFO_KIND = 1;
    public const string Veth = "veth";
    public const string Bridge = "bridge";

    /// <summary>struct ifinfomsg, before the attributes.</summary>
    public const int FixedLength = 16;

    public static LinkMessage Parse(byte[] content)
    {
        var attributes = NetlinkMessage.Attributes(content.AsSpan(FixedLength));
        return new LinkMessage(
            new Link(BitConverter.ToInt32(content, 4), Text(attributes, IFLA_IFNAME)),
            attributes.TryGetValue(IFLA_MASTER, out var master) ? BitConverter.ToInt32(master) : 0,
            attributes.TryGetValue(IFLA_LINKINFO, out var nested)
                ? Text(NetlinkMessage.Attributes(nested), IFLA_INFO_KIND)
                : ""
        );
    }

    private static string Text(Dictionary<ushort, byte[]> attributes, ushort number) =>
        attributes.TryGetValue(number, out var value) ? Encoding.UTF8.GetString(value.AsSpan().TrimEnd((byte)0)) : "";
}
