// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;

namespace RootfulContainers.Definitions.Values;

/// <summary>Tells two definitions apart.</summary>
internal static class FingerprintText
{
    /// <summary>
    /// 16 hex digits over all bytes. Both generators compute it alone, so it must not depend on anything else.
    /// </summary>
    public static string Of(IEnumerable<byte[]> parts)
    {
        var hash = new XxHash3();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            // The length keeps two parts from being read as one.
            BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
            hash.Append(length);
            hash.Append(part);
        }

        return hash.GetCurrentHashAsUInt64().ToString("x16", CultureInfo.InvariantCulture);
    }
}
