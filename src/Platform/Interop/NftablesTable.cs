// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Text;

namespace RootfulContainers.Platform.Interop;

/// <summary>A table of nftables(8), asked of the kernel itself.</summary>
/// <param name="Handle">Its number, which no later one of the same name has.</param>
/// <param name="IsDormant">Whether no packet comes to its chains.</param>
internal sealed record NftablesTable(byte Family, ulong Handle, bool IsDormant)
{
    public const byte NFPROTO_BRIDGE = 7;

    private const ushort NFT_MSG_NEWTABLE = 0xA00;
    private const ushort NFT_MSG_GETTABLE = 0xA01;
    private const ushort NFT_MSG_DELTABLE = 0xA02;
    private const ushort NFTA_TABLE_NAME = 1;
    private const ushort NFTA_TABLE_FLAGS = 2;
    private const ushort NFTA_TABLE_HANDLE = 4;
    private const uint NFT_TABLE_F_DORMANT = 1;

    /// <returns>Null when there is none, or no nftables in this kernel.</returns>
    public static NftablesTable? Find(byte family, string name)
    {
        try
        {
            return Nftables
                .Socket.Ask(
                    NFT_MSG_GETTABLE,
                    NetlinkSocket.NLM_F_ACK,
                    [
                        .. new byte[NetlinkMessage.HeaderLength],
                        .. Nftables.Fixed(family),
                        .. NetlinkMessage.Attribute(NFTA_TABLE_NAME, Encoding.UTF8.GetBytes($"{name}\0")),
                    ],
                    $"table {name}",
                    NFT_MSG_NEWTABLE
                )
                .Select(Parse)
                .FirstOrDefault();
        }
        catch (ErrnoException)
        {
            return null;
        }
    }

    /// <summary>Removes it with all that is in it; already gone is fine. The kernel is done with it some 20 ms later.</summary>
    public void Delete()
    {
        var handle = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(handle, Handle);
        try
        {
            Nftables.Change(
                "remove a table of nftables",
                [
                    NetlinkMessage.Request(
                        NFT_MSG_DELTABLE,
                        NetlinkSocket.NLM_F_ACK,
                        [.. Nftables.Fixed(Family), .. NetlinkMessage.Attribute(NFTA_TABLE_HANDLE, handle)]
                    ),
                ]
            );
        }
        catch (ErrnoException e) when (e.Errno == Libc.ENOENT)
        {
            // Removed by another one.
        }
    }

    /// <param name="content">A message about a table: struct nfgenmsg, then its attributes.</param>
    public static NftablesTable Parse(byte[] content)
    {
        var attributes = NetlinkMessage.Attributes(content.AsSpan(Nftables.FixedLength));
        var flags = attributes.TryGetValue(NFTA_TABLE_FLAGS, out var value)
            ? BinaryPrimitives.ReadUInt32BigEndian(value)
            : 0;
        return new NftablesTable(
            content[0],
            BinaryPrimitives.ReadUInt64BigEndian(attributes[NFTA_TABLE_HANDLE]),
            (flags & NFT_TABLE_F_DORMANT) != 0
        );
    }
}
