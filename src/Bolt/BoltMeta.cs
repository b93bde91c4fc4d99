// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.Bolt;

/// <summary>
/// What makes a file of pages a database, as of one transaction: magic (4 octets), version (4), page size (4), flags (4),
/// page (8) and sequence (8) of the root bucket, page of the list of free pages (8), number of pages (8), transaction (8)
/// and a checksum (8). The first two pages hold one each; the valid one with the later transaction counts.
/// </summary>
internal sealed record BoltMeta(
    int PageSize,
    ulong Root,
    ulong Sequence,
    ulong FreeList,
    ulong Pages,
    ulong Transaction
)
{
    public const int Length = 64;

    /// <summary>In place of the page of the list: whoever opens the file next finds the free pages itself.</summary>
    public const ulong NoFreeList = ulong.MaxValue;

    private const uint Magic = 0xED0CDAED;
    private const uint Version = 2;
    private const int SmallestPage = 1024;
    private const int LargestPage = 1 << 24;
    private const int ChecksumOffset = 56;

    /// <summary>
    /// A commit writes the meta page that holds the older transaction, so a torn write leaves the other one intact.
    /// </summary>
    public static BoltMeta? Last(ReadOnlySpan<byte> file)
    {
        var last = Read(file, 0, pageSize: null);
        for (var size = SmallestPage; size <= LargestPage; size *= 2)
        {
            if (Read(file, size, size) is { } second && (last is null || second.Transaction > last.Transaction))
            {
                last = second;
            }
        }

        return last;
    }

    /// <summary>Writes the body of a meta page.</summary>
    public void Write(Span<byte> meta)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(meta, Magic);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(meta[8..], (uint)PageSize);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[16..], Root);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[24..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[32..], FreeList);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[40..], Pages);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[48..], Transaction);
        BinaryPrimitives.WriteUInt64LittleEndian(meta[ChecksumOffset..], Checksum(meta[..ChecksumOffset]));
    }

    private static BoltMeta? Read(ReadOnlySpan<byte> file, int offset, int? pageSize)
    {
        if (file.Length < offset + BoltPage.HeaderLength + Length)
        {
            return null;
        }

        var meta = file.Slice(offset + BoltPage.HeaderLength, Length);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(meta[8..]);
        return
            BinaryPrimitives.ReadUInt32LittleEndian(meta) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(meta[4..]) == Version
            && BinaryPrimitives.ReadUInt64LittleEndian(meta[ChecksumOffset..]) == Checksum(meta[..ChecksumOffset])
            && size is >= SmallestPage and <= LargestPage
            && (pageSize is null || size == pageSize)
            ? new BoltMeta(
                (int)size,
                Root: BinaryPrimitives.ReadUInt64LittleEndian(meta[16..]),
                Sequence: BinaryPrimitives.ReadUInt64LittleEndian(meta[24..]),
                FreeList: BinaryPrimitives.ReadUInt64LittleEndian(meta[32..]),
                Pages: BinaryPrimitives.ReadUInt64LittleEndian(meta[40..]),
                Transaction: BinaryPrimitives.ReadUInt64LittleEndian(meta[48..])
            )
            : null;
    }

    // FNV-1a, 64 bits.
    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var octet in bytes)
        {
            hash = unchecked((hash ^ octet) * 0x100000001b3);
        }

        return hash;
    }
}
