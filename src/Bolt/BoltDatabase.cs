// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.Bolt;

/// <summary>
/// The bytes of a bbolt file (<see href="https://github.com/etcd-io/bbolt"/>), as of its last complete transaction. The
/// file is not trusted: whatever its bytes are, reading ends, within the file, in entries or an
/// <see cref="InvalidDataException"/>.
/// </summary>
internal sealed class BoltDatabase
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly ulong _pages;
    private readonly List<(ulong First, uint Overflow)> _read = [];
    private int _elementsLeft;

    /// <exception cref="InvalidDataException">Neither of the two meta pages is intact.</exception>
    public BoltDatabase(ReadOnlyMemory<byte> file)
    {
        _file = file;
        Meta = BoltMeta.Last(file.Span) ?? throw new InvalidDataException("no intact meta page");
        _pages = Math.Min(Meta.Pages, (ulong)(file.Length / Meta.PageSize));
        // In an intact file no two elements share a header, so a walk that sees more of them goes in cycles.
        _elementsLeft = file.Length / BoltPage.ElementLength;
        Root = new BoltBucket(this, Meta.Root, Meta.Sequence, ReadOnlyMemory<byte>.Empty);
    }

    /// <summary>Of the file.</summary>
    public int Length => _file.Length;

    public BoltMeta Meta { get; }

    public BoltBucket Root { get; }

    /// <summary>
    /// The pages that were read so far, and those of the list of free pages: after a walk through everything, all that are
    /// in use.
    /// </summary>
    public HashSet<ulong> UsedPages()
    {
        var used = new HashSet<ulong> { 0, 1 };
        foreach (var (first, overflow) in _read.Append(FreeListPages()))
        {
            for (ulong page = 0; page <= overflow; page++)
            {
                used.Add(first + page);
            }
        }

        return used;
    }

    /// <summary>A page of the file with the pages it overflows into.</summary>
    internal BoltPage Page(ulong id)
    {
        if (id < 2 || id >= _pages)
        {
            throw new InvalidDataException($"page {id} is outside the file of {_pages} pages");
        }

        var bytes = _file[(int)(id * (ulong)Meta.PageSize)..];
        var page = new BoltPage(bytes);
        if (page.Id != id || page.Overflow >= _pages - id)
        {
            throw new InvalidDataException($"page {id} has the header of another or is longer than the file");
        }

        _read.Add((id, page.Overflow));
        return Counted(new BoltPage(bytes[..(int)((page.Overflow + 1UL) * (ulong)Meta.PageSize)]));
    }

    /// <summary>A page that is the value of an entry.</summary>
    internal BoltPage InlinePage(ReadOnlyMemory<byte> bytes) => Counted(new BoltPage(bytes));

    private (ulong First, uint Overflow) FreeListPages()
    {
        if (Meta.FreeList >= _pages)
        {
            return (0, 0);
        }

        var header = _file.Span.Slice((int)(Meta.FreeList * (ulong)Meta.PageSize), BoltPage.HeaderLength);
        var overflow = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        return (Meta.FreeList, (uint)Math.Min(overflow, _pages - Meta.FreeList - 1));
    }

    private BoltPage Counted(BoltPage page)
    {
        _elementsLeft -= page.Count;
        return _elementsLeft >= 0 ? page : throw new InvalidDataException("more elements than the file has room for");
    }
}
