// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Text;

namespace RootfulContainers.Platform.Interop;

/// <summary>A chain through which packets come because of where they are, and not because a rule sends them there.</summary>
/// <param name="Family">NFPROTO_INET, NFPROTO_IPV4 or NFPROTO_IPV6, for instance.</param>
/// <param name="Hook">NF_INET_LOCAL_IN, NF_INET_FORWARD and so on.</param>
internal sealed record BaseChain(byte Family, string Table, string Name, uint Hook, bool Drops);

/// <summary>
/// What nftables(8) has, asked of the kernel itself: nft and its library first read everything. Rules that iptables-legacy made
/// are not among it.
/// </summary>
internal static class Nftables
{
    public const byte NFPROTO_INET = 1;
    public const byte NFPROTO_IPV4 = 2;
    public const byte NFPROTO_IPV6 = 10;
    public const uint NF_INET_LOCAL_IN = 1;
    public const uint NF_INET_FORWARD = 2;

    private const int FixedLength = 4;
    private const ushort NFT_MSG_NEWCHAIN = 0xA03;
    private const ushort NFT_MSG_GETCHAIN = 0xA04;
    private const ushort NFT_MSG_NEWRULE = 0xA06;
    private const ushort NFT_MSG_GETRULE = 0xA07;
    private const ushort NFTA_CHAIN_TABLE = 1;
    private const ushort NFTA_CHAIN_NAME = 3;
    private const ushort NFTA_CHAIN_HOOK = 4;
    private const ushort NFTA_CHAIN_POLICY = 5;
    private const ushort NFTA_HOOK_HOOKNUM = 1;
    private const ushort NFTA_RULE_TABLE = 1;

    private static NetlinkSocket? _socket;

    /// <summary>
    /// One that lives as long as the program: whoever closes such a socket waits until the kernel is done with what anybody has
    /// removed, some 20 ms.
    /// </summary>
    public static NetlinkSocket Socket => _socket ??= new NetlinkSocket(NetlinkSocket.NETLINK_NETFILTER);

    public static IReadOnlyList<BaseChain> BaseChains() =>
        [
            .. Socket
                .Ask(
                    NFT_MSG_GETCHAIN,
                    NetlinkSocket.NLM_F_DUMP,
                    new byte[NetlinkMessage.HeaderLength + FixedLength],
                    "chains of nftables",
                    NFT_MSG_NEWCHAIN
                )
                .Select(Parse)
                .OfType<BaseChain>(),
        ];

    /// <summary>The rules of a table, as the kernel keeps them.</summary>
    public static IReadOnlyList<byte[]> Rules(byte family, string table)
    {
        byte[] request =
        [
            .. new byte[NetlinkMessage.HeaderLength],
            family,
            .. new byte[FixedLength - 1],
            .. NetlinkMessage.Attribute(NFTA_RULE_TABLE, Encoding.UTF8.GetBytes($"{table}\0")),
        ];
        return Socket.Ask(
            NFT_MSG_GETRULE,
            NetlinkSocket.NLM_F_DUMP,
            request,
            $"rules of table {table}",
            NFT_MSG_NEWRULE
        );
    }

    /// <param name="content">A message about a chain: struct nfgenmsg, then its attributes.</param>
    /// <returns>Null for a chain that only rules lead to.</returns>
    public static BaseChain? Parse(byte[] content)
    {
        var attributes = NetlinkMessage.Attributes(content.AsSpan(FixedLength));
        return
            attributes.TryGetValue(NFTA_CHAIN_TABLE, out var table)
            && attributes.TryGetValue(NFTA_CHAIN_NAME, out var name)
            && attributes.TryGetValue(NFTA_CHAIN_HOOK, out var hook)
            && NetlinkMessage.Attributes(hook).TryGetValue(NFTA_HOOK_HOOKNUM, out var number)
            ? new BaseChain(
                content[0],
                Text(table),
                Text(name),
                BinaryPrimitives.ReadUInt32BigEndian(number),
                // NF_DROP is 0.
                attributes.TryGetValue(NFTA_CHAIN_POLICY, out var policy)
                    && BinaryPrimitives.ReadUInt32BigEndian(policy) == 0
            )
            : null;
    }

    private static string Text(byte[] value) => Encoding.UTF8.GetString(value.AsSpan().TrimEnd((byte)0));
}
