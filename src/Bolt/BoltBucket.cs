// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.Bolt;

/// <summary>A B+ tree of entries: pages of the file, or for a small one a single page inside its parent's entry.</summary>
internal sealed class BoltBucket(BoltDatabase database, ulong root, ulong sequence, ReadOnlyMemory<byte> inline)
{
    /// <summary>Of the value that describes a bucket.</summary>
    public const int HeaderLength = 16;

    // A tree of 2^64 entries is not as deep.
    private const int DeepestTree = 32;

    /// <summary>A number that bbolt counts up for its users.</summary>
    public ulong Sequence => sequence;

    /// <summary>Lazy, in the order of the keys.</summary>
    public IEnumerable<BoltEntry> Entries() =>
        root == 0 ? LeafEntries(database.InlinePage(inline)) : Entries(root, depth: 0);

    /// <summary>The nested bucket of an entry: root page (8), sequence (8), and when that page is 0, the page itself.</summary>
    public BoltBucket Bucket(BoltEntry entry)
    {
        if (!entry.IsBucket || entry.Value.Length < HeaderLength)
        {
            throw new InvalidDataException("an entry is no bucket");
        }

        var page = BinaryPrimitives.ReadUInt64LittleEndian(entry.Value.Span);
        var itsSequence = BinaryPrimitives.ReadUInt64LittleEndian(entry.Value.Span[8..]);
        return new BoltBucket(database, page, itsSequence, entry.Value[HeaderLength..]);
    }

    private IEnumerable<BoltEntry> Entries(ulong id, int depth)
    {
        var page = database.Page(id);
        if (!page.IsBranch)
        {
            return LeafEntries(page);
        }

        return depth < DeepestTree
            ? Enumerable.Range(0, page.Count).SelectMany(index => Entries(page.Child(index), depth + 1))
            : throw new InvalidDataException($"a tree of more than {DeepestTree} levels");
    }

    private static IEnumerable<BoltEntry> LeafEntries(BoltPage page) =>
        page.IsLeaf
            ? Enumerable.Range(0, page.Count).Select(page.Entry)
            : throw new InvalidDataException($"page {page.Id} is neither branch nor leaf");
}
