// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.Interop;

/// <summary>One of the messages in what a netlink(7) socket received.</summary>
/// <param name="Content">What follows the header.</param>
internal readonly record struct NetlinkMessage(ushort Type, ushort Flags, byte[] Content)
{
    public const int HeaderLength = 16;

    /// <summary>Belongs to the number of an attribute that holds others; some parts of the kernel want it, others set it.</summary>
    public const ushort NLA_F_NESTED = 0x8000;

    private const ushort NLA_TYPE_MASK = 0x3FFF;

    public static IReadOnlyList<NetlinkMessage> Split(ReadOnlySpan<byte> received)
    {
        var messages = new List<NetlinkMessage>();
        while (received.Length >= HeaderLength)
        {
            var length = BitConverter.ToInt32(received);
            messages.Add(
                new NetlinkMessage(
                    BitConverter.ToUInt16(received[4..]),
                    BitConverter.ToUInt16(received[6..]),
                    received[HeaderLength..length].ToArray()
                )
            );
            received = received[Math.Min(Align(length), received.Length)..];
        }

        return messages;
    }

    /// <summary>By their numbers: each has its length, its number and its value.</summary>
    public static Dictionary<ushort, byte[]> Attributes(ReadOnlySpan<byte> message)
    {
        var attributes = new Dictionary<ushort, byte[]>();
        while (message.Length >= 4)
        {
            var length = BitConverter.ToUInt16(message);
            attributes[(ushort)(BitConverter.ToUInt16(message[2..]) & NLA_TYPE_MASK)] = message[4..length].ToArray();
            message = message[Math.Min(Align(length), message.Length)..];
        }

        return attributes;
    }

    /// <summary>One attribute, filled up to where the next can begin.</summary>
    public static byte[] Attribute(ushort number, ReadOnlySpan<byte> value)
    {
        var length = 4 + value.Length;
        var attribute = new byte[Align(length)];
        BitConverter.TryWriteBytes(attribute, (ushort)length);
        BitConverter.TryWriteBytes(attribute.AsSpan(2), number);
        value.CopyTo(attribute.AsSpan(4));
        return attribute;
    }

    /// <summary>One of several that are sent together; the kernel answers to those that ask for it.</summary>
    public static byte[] Request(ushort type, ushort flags, ReadOnlySpan<byte> content)
    {
        var message = new byte[Align(HeaderLength + content.Length)];
        WriteHeader(message, type, flags);
        content.CopyTo(message.AsSpan(HeaderLength));
        return message;
    }

    /// <summary>Writes the header of a request, which has room for it.</summary>
    public static void WriteHeader(byte[] message, ushort type, ushort flags)
    {
        const ushort NLM_F_REQUEST = 1;
        BitConverter.TryWriteBytes(message, message.Length);
        BitConverter.TryWriteBytes(message.AsSpan(4), type);
        BitConverter.TryWriteBytes(message.AsSpan(6), (ushort)(NLM_F_REQUEST | flags));
    }

    private static int Align(int length) => (length + 3) & ~3;
}
