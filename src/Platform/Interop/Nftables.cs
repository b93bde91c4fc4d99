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

    public const byte NFPROTO_NETDEV = 5;

    /// <summary>struct nfgenmsg: the family, a version, and in a batch the subsystem that it is for.</summary>
    public const int FixedLength = 4;

    private const ushort NFNL_MSG_BATCH_BEGIN = 0x10;
    private const ushort NFNL_MSG_BATCH_END = 0x11;
    private const byte NFNL_SUBSYS_NFTABLES = 10;
    private const ushort NFT_MSG_NEWCHAIN = 0xA03;
    private const ushort NFT_MSG_GETCHAIN = 0xA04;
    private const ushort NFT_MSG_DELCHAIN = 0xA05;
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

    /// <returns>Whether there is one; not where there is no such table, or no nftables in this kernel.</returns>
    public static bool HasChain(byte family, string table, string chain)
    {
        try
        {
            _ = Socket.Ask(
                NFT_MSG_GETCHAIN,
                NetlinkSocket.NLM_F_ACK,
                [.. new byte[NetlinkMessage.HeaderLength], .. Chain(family, table, chain)],
                $"chain {chain}",
                NFT_MSG_NEWCHAIN
            );
            return true;
        }
        catch (ErrnoException)
        {
            return false;
        }
    }

    /// <summary>Removes chains with their rules, in this order and in one transaction.</summary>
    public static void RemoveChains(byte family, string table, IReadOnlyList<string> chains) =>
        Change(
            $"remove chains of table {table}",
            [
                .. chains.Select(c =>
                    NetlinkMessage.Request(NFT_MSG_DELCHAIN, NetlinkSocket.NLM_F_ACK, Chain(family, table, c))
                ),
            ]
        );

    /// <param name="requests">All of them or none; each asks for an answer.</param>
    public static void Change(string what, IReadOnlyList<byte[]> requests) =>
        Socket.Tell(
            [
                .. NetlinkMessage.Request(NFNL_MSG_BATCH_BEGIN, 0, Fixed(0, NFNL_SUBSYS_NFTABLES)),
                .. requests.SelectMany(r => r),
                .. NetlinkMessage.Request(NFNL_MSG_BATCH_END, 0, Fixed(0, NFNL_SUBSYS_NFTABLES)),
            ],
            requests.Count,
            what
        );

    public static byte[] Fixed(byte family, byte subsystem = 0) => [family, 0, 0, subsystem];

    private static byte[] Chain(byte family, string table, string chain) =>
        [
            .. Fixed(family),
            .. NetlinkMessage.Attribute(NFTA_CHAIN_TABLE, Encoding.UTF8.GetBytes($"{table}\0")),
            .. NetlinkMessage.Attribute(NFTA_CHAIN_NAME, Encoding.UTF8.GetBytes($"{chain}\0")),
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
