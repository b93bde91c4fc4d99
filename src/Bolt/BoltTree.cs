// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.Bolt;

/// <summary>
/// A bucket with all that is in it, in memory, to be changed and written again. A bucket is written as a single leaf page, with
/// as many pages of overflow as it takes; bbolt splits it when it changes it next.
/// </summary>
internal sealed class BoltTree
{
    // Podman's are three levels deep.
    private const int DeepestBucket = 16;

    // bbolt's own limit for the elements of a page.
    private const int LargestCount = 0xFFFE;

    private readonly SortedList<byte[], Item> _items = new(
        Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))
    );
    private readonly ulong _sequence;

    public BoltTree() { }

    /// <exception cref="InvalidDataException">The file is damaged, wherever that is.</exception>
    public static BoltTree Of(BoltDatabase database)
    {
        // Entries of a damaged file may lie over each other; in an intact one all of them fit into the file.
        long room = database.Length;
        return new BoltTree(database.Root, depth: 0, ref room);
    }

    private BoltTree(BoltBucket bucket, int depth, ref long room)
    {
        if (depth > DeepestBucket)
        {
            throw new InvalidDataException($"more than {DeepestBucket} buckets in each other");
        }

        _sequence = bucket.Sequence;
        foreach (var entry in bucket.Entries())
        {
            room -= entry.Key.Length + (entry.IsBucket ? 0 : entry.Value.Length);
            if (room < 0 || entry.Key.IsEmpty)
            {
                throw new InvalidDataException("an entry has no key, or more than the file has room for");
            }

            var item = entry.IsBucket
                ? new Item(default, new BoltTree(bucket.Bucket(entry), depth + 1, ref room))
                : new Item(entry.Value, null);
            if (!_items.TryAdd(entry.Key.ToArray(), item))
            {
                throw new InvalidDataException("a key is there twice");
            }
        }
    }

    /// <summary>The buckets in it.</summary>
    public IEnumerable<(byte[] Key, BoltTree Bucket)> Buckets =>
        _items.Where(i => i.Value.Bucket is not null).Select(i => (i.Key, i.Value.Bucket!));

    /// <summary>The bucket of that key; an empty one is made when there is none.</summary>
    public BoltTree Bucket(byte[] key)
    {
        if (_items.TryGetValue(key, out var item))
        {
            return item.Bucket ?? throw new InvalidDataException("an entry is no bucket");
        }

        var bucket = new BoltTree();
        _items.Add(key, new Item(default, bucket));
        return bucket;
    }

    /// <returns>Whether that changed anything.</returns>
    public bool Put(byte[] key, byte[] value)
    {
        if (_items.TryGetValue(key, out var item) && item.Bucket is null && item.Value.Span.SequenceEqual(value))
        {
            return false;
        }

        _items[key] = new Item(value, null);
        return true;
    }

    /// <summary>Removes each entry of that value.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RemoveAll(byte[] value)
    {
        var keys = _items
            .Where(i => i.Value.Bucket is null && i.Value.Value.Span.SequenceEqual(value))
            .Select(i => i.Key);
        var removed = keys.ToList();
        removed.ForEach(key => _items.Remove(key));
        return removed.Count > 0;
    }

    /// <summary>How many pages it takes with all that is in it.</summary>
    public int CountPages(int pageSize) =>
        OwnPages(pageSize) + Buckets.Where(b => !b.Bucket.IsInline(pageSize)).Sum(b => b.Bucket.CountPages(pageSize));

    /// <summary>Writes it, and behind it the buckets in it.</summary>
    /// <param name="area">Zeroes, as many pages as it takes.</param>
    /// <param name="first">The number of the first of them.</param>
    public void Write(Span<byte> area, ulong first, int pageSize)
    {
        WriteHeader(area, first, overflow: OwnPages(pageSize) - 1);
        var element = BoltPage.HeaderLength;
        var data = element + (_items.Count * BoltPage.ElementLength);
        var next = OwnPages(pageSize);
        foreach (var (key, item) in _items)
        {
            WriteElement(area[element..], data - element, key, item, item.Length(pageSize));
            key.CopyTo(area[data..]);
            data += key.Length;
            if (item.Bucket is not { } bucket)
            {
                item.Value.Span.CopyTo(area[data..]);
            }
            else if (bucket.IsInline(pageSize))
            {
                bucket.WriteRoot(area[data..], page: 0);
                bucket.Write(area[(data + BoltBucket.HeaderLength)..], 0, pageSize);
            }
            else
            {
                bucket.WriteRoot(area[data..], first + (ulong)next);
                bucket.Write(area[(next * pageSize)..], first + (ulong)next, pageSize);
                next += bucket.CountPages(pageSize);
            }

            data += item.Length(pageSize);
            element += BoltPage.ElementLength;
        }
    }

    private void WriteHeader(Span<byte> page, ulong id, int overflow)
    {
        if (_items.Count > LargestCount)
        {
            throw new InvalidDataException($"{_items.Count} entries are more than fit into one page");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(page, id);
        BinaryPrimitives.WriteUInt16LittleEndian(page[8..], BoltPage.LeafFlag);
        BinaryPrimitives.WriteUInt16LittleEndian(page[10..], (ushort)_items.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(page[12..], (uint)overflow);
    }

    private static void WriteElement(Span<byte> element, int position, byte[] key, Item item, int valueLength)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(element, item.Bucket is null ? 0 : BoltPage.BucketFlag);
        BinaryPrimitives.WriteUInt32LittleEndian(element[4..], (uint)position);
        BinaryPrimitives.WriteUInt32LittleEndian(element[8..], (uint)key.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(element[12..], (uint)valueLength);
    }

    private void WriteRoot(Span<byte> value, ulong page)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(value, page);
        BinaryPrimitives.WriteUInt64LittleEndian(value[8..], _sequence);
    }

    // Like bbolt's own: such a bucket is the value of its entry, and takes no page.
    private bool IsInline(int pageSize) => !Buckets.Any() && Length(pageSize) <= pageSize / 4;

    private int OwnPages(int pageSize) => (Length(pageSize) + pageSize - 1) / pageSize;

    private int Length(int pageSize) =>
        BoltPage.HeaderLength + _items.Sum(i => BoltPage.ElementLength + i.Key.Length + i.Value.Length(pageSize));

    private readonly record struct Item(ReadOnlyMemory<byte> Value, BoltTree? Bucket)
    {
        public int Length(int pageSize) =>
            Bucket is null
                ? Value.Length
                : BoltBucket.HeaderLength + (Bucket.IsInline(pageSize) ? Bucket.Length(pageSize) : 0);
    }
}
