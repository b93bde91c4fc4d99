// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;

namespace RootfulContainers.Bolt;

/// <summary>A key with its value, or with the bucket that the value describes.</summary>
internal readonly record struct BoltEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value, bool IsBucket);

/// <summary>
/// A page: id (8 octets), flags (2), count (2), overflow (4), then the headers of <c>count</c> elements, then what they
/// point to, counted from each one's own header.
/// </summary>
internal readonly struct BoltPage
{
    public const int HeaderLength = 16;
    public const int ElementLength = 16;

    public const ushort LeafFlag = 2;
    public const ushort MetaFlag = 4;
    public const uint BucketFlag = 1;

    private const ushort BranchFlag = 1;

    private readonly ReadOnlyMemory<byte> _bytes;

    public BoltPage(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        if (bytes.Length < HeaderLength || bytes.Length < HeaderLength + (Count * ElementLength))
        {
            throw new InvalidDataException("a page ends within its header");
        }
    }

    public ulong Id => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.Span);

    public bool IsBranch => Flags == BranchFlag;

    public bool IsLeaf => Flags == LeafFlag;

    public int Count => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[10..]);

    public uint Overflow => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.Span[12..]);

    private int Flags => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[8..]);

    /// <summary>Of a branch page: position (4), key length (4), page (8).</summary>
    public ulong Child(int index) => BinaryPrimitives.ReadUInt64LittleEndian(Element(index).Span[8..]);

    /// <summary>Of a leaf page: flags (4), position (4), key length (4), value length (4).</summary>
    public BoltEntry Entry(int index)
    {
        var element = Element(index);
        var position = Word(element, 4);
        var keyLength = Word(element, 8);
        var valueLength = Word(element, 12);
        // Sums of three 32-bit numbers: no overflow in 64 bits.
        if ((ulong)position + keyLength + valueLength > (ulong)element.Length)
        {
            throw new InvalidDataException("an element reaches beyond its page");
        }

        return new BoltEntry(
            element.Slice((int)position, (int)keyLength),
            element.Slice((int)(position + keyLength), (int)valueLength),
            (Word(element, 0) & BucketFlag) != 0
        );
    }

    private ReadOnlyMemory<byte> Element(int index) => _bytes[(HeaderLength + (index * ElementLength))..];

    private static uint Word(ReadOnlyMemory<byte> element, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(element.Span[offset..]);
}
