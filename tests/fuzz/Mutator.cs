// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace RootfulContainers.Tests.Fuzz;

/// <summary>Makes inputs of other inputs.</summary>
[SuppressMessage("Security", "CA5394", Justification = "A seed repeats a run.")]
internal sealed class Mutator(Random random, IReadOnlyList<string> words)
{
    /// <summary>What parsers of any kind tend to misread.</summary>
    private static readonly byte[][] Pieces =
    [
        .. "0|-1|1|255|65535|65536|2147483647|2147483648|4294967295|18446744073709551616|1e99|nan|0x|\"|'|\"\"\"|\\|\\\\|%|%i|$|$$|=|:|/|..|,|;|#|[|]|[[|]]|{|}|\n|\r\n|\t| |@|-|ä|🦊|\uffff|\ufeff|\u2028|\u007f"
            .Split('|')
            .Select(Encoding.UTF8.GetBytes),
        [0],
        [0xff],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
    ];

    private const int LargestInput = 64 * 1024;

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    public byte[] Change(IReadOnlyList<byte[]> inputs)
    {
        var bytes = new List<byte>(Pick(inputs));
        for (var changes = 1 << random.Next(5); changes > 0; changes--)
        {
            Change(bytes, inputs);
        }

        return bytes.Count > LargestInput ? [.. bytes[..LargestInput]] : [.. bytes];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> inputs)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(12))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)(bytes[at] ^ (1 << random.Next(8)));
                break;
            case 2 when at < bytes.Count:
                bytes.RemoveRange(at, random.Next(Math.Min(bytes.Count - at, 64)) + 1);
                break;
            case 3 or 4:
                bytes.InsertRange(at, Pick(Pieces));
                break;
            case 5 or 6 when _words.Length > 0:
                bytes.InsertRange(at, Pick(_words));
                break;
            case 7 when _words.Length > 0:
                bytes.InsertRange(LineStart(bytes, at), Pick(_words));
                break;
            case 8:
                RemoveLine(bytes, LineStart(bytes, at));
                break;
            case 9:
                Splice(bytes, at, Pick(inputs));
                break;
            case 10:
                var copied = bytes.GetRange(at, random.Next(Math.Min(bytes.Count - at, 256) + 1));
                bytes.InsertRange(random.Next(bytes.Count + 1), copied);
                break;
            default:
                ReplaceNumber(bytes, at);
                break;
        }
    }

    private static int LineStart(List<byte> bytes, int at) => at == 0 ? 0 : bytes.LastIndexOf((byte)'\n', at - 1) + 1;

    private static void RemoveLine(List<byte> bytes, int start)
    {
        var end = bytes.IndexOf((byte)'\n', start);
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end + 1) - start);
    }

    private void Splice(List<byte> bytes, int at, byte[] other)
    {
        var start = random.Next(other.Length + 1);
        var length = random.Next(other.Length - start + 1);
        if (random.Next(2) == 0)
        {
            bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
        }

        bytes.InsertRange(at, other.AsSpan(start, length));
    }

    private void ReplaceNumber(List<byte> bytes, int at)
    {
        var start = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
        if (start >= 0)
        {
            var end = bytes.FindIndex(start, b => !char.IsAsciiDigit((char)b));
            bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
            var number = random.NextInt64() >> random.Next(64);
            bytes.InsertRange(start, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];
}
