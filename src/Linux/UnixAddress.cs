// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Linux;

/// <summary>struct sockaddr_un, see unix(7).</summary>
internal static class UnixAddress
{
    public const int Family = 1;
    public const int LongestPath = 107;

    /// <param name="path">Not longer than <see cref="LongestPath"/>, in bytes.</param>
    public static byte[] OfPath(string path)
    {
        var address = new byte[2 + Encoding.UTF8.GetByteCount(path) + 1];
        address[0] = Family;
        Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        return address;
    }
}
