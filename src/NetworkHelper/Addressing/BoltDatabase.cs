// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>
/// The bytes of a bbolt file (<see href="https://github.com/etcd-io/bbolt"/>), as of its last complete transaction. The
/// file is not trusted: whatever its bytes are, reading ends, within the file, in entries or an
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class BoltDatabase
{
    private const int MetaLength = 64;
    private const int SmallestPage = 1024;
    private const int LargestPage = 1 << 24;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly int _pageSize;
    private readonly ulong _pages;
    private int _elementsLeft;

    /// <exception cref="InvalidDataException">Neither of the two meta pages is intact.</exception>
    public BoltDatabase(ReadOnlyMemory<byte> file)
    {
        _file = file;
        if (LastMeta(file.Span) is not { } meta)
        {
            throw new InvalidDataException("no intact meta page");
        }

        _pageSize = meta.PageSize;
        _pages = Math.Min(meta.Pages, (ulong)(file.Length / meta.PageSize));
        // In an intact file no two elements share a header, so a walk that sees more of them goes in circles.
        _elementsLeft = file.Length / BoltPage.ElementLength;
        Root = new BoltBucket(this, meta.Root, ReadOnlyMemory<byte>.Empty);
    }

    public BoltBucket Root { get; }

    /// <summary>A page of the file with the pages it overflows into.</summary>
    internal BoltPage Page(ulong id)
    {
        if (id < 2 || id >= _pages)
        {
            throw new InvalidDataException($"page {id} is outside the file of {_pages} pages");
        }

        var bytes = _file[(int)(id * (ulong)_pageSize)..];
        var page = new BoltPage(bytes);
        if (page.Id != id || page.Overflow >= _pages - id)
        {
            throw new InvalidDataException($"page {id} has the header of another or is longer than the file");
        }

        return Counted(new BoltPage(bytes[..(int)((page.Overflow + 1UL) * (ulong)_pageSize)]));
    }

    /// <summary>A page that is the value of an entry.</summary>
    internal BoltPage InlinePage(ReadOnlyMemory<byte> bytes) => Counted(new BoltPage(bytes));

    private BoltPage Counted(BoltPage page)
    {
        _elementsLeft -= page.Count;
        return _elementsLeft >= 0 ? page : throw new InvalidDataException("more elements than the file has room for");
    }

    private sealed record Meta(int PageSize, ulong Root, ulong Pages, ulong Transaction);

    // A commit writes the meta page that holds the older transaction, so a torn write leaves the other one intact.
    private static Meta? LastMeta(ReadOnlySpan<byte> file)
    {
        var last = ReadMeta(file, 0, pageSize: null);
        for (var size = SmallestPage; size <= LargestPage; size *= 2)
        {
            if (ReadMeta(file, size, size) is { } second && (last is null || second.Transaction > last.Transaction))
            {
                last = second;
            }
        }

        return last;
    }

    private static Meta? ReadMeta(ReadOnlySpan<byte> file, int offset, int? pageSize)
    {
        const uint Magic = 0xED0CDAED;
        const uint Version = 2;
        if (file.Length < offset + BoltPage.HeaderLength + MetaLength)
        {
            return null;
        }

        var meta = file.Slice(offset + BoltPage.HeaderLength, MetaLength);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(meta[8..]);
        return
            BinaryPrimitives.ReadUInt32LittleEndian(meta) == Magic
            && BinaryPrimitives.ReadUInt32LittleEndian(meta[4..]) == Version
            && BinaryPrimitives.ReadUInt64LittleEndian(meta[56..]) == Checksum(meta[..56])
            && size is >= SmallestPage and <= LargestPage
            && (pageSize is null || size == pageSize)
            ? new Meta(
                (int)size,
                BinaryPrimitives.ReadUInt64LittleEndian(meta[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(meta[40..]),
                BinaryPrimitives.ReadUInt64LittleEndian(meta[48..])
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
