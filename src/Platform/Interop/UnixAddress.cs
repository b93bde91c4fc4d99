// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Platform.Interop;

/// <summary>struct sockaddr_un, see unix(7).</summary>
internal static class UnixAddress
{
    /// <param name="path">At most 107 bytes, as in every path here.</param>
    public static byte[] OfPath(string path)
    {
        var address = new byte[2 + Encoding.UTF8.GetByteCount(path) + 1];
        address[0] = Libc.AF_UNIX;
        Encoding.UTF8.GetBytes(path, address.AsSpan(2));
        return address;
    }
}
