// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.Systemd;

/// <summary>
/// Standard error without <see cref="Console"/>, whose first use takes over the terminal and starts a thread for signals:
/// a millisecond of an attach, and memory that a supervisor keeps.
/// </summary>
internal static class StandardError
{
    /// <summary>Writes one line; what cannot be written has nobody to be told to.</summary>
    public static unsafe void WriteLine(string line)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(line + "\n");
        while (rest.Length > 0)
        {
            fixed (byte* start = rest)
            {
                var written = Libc.write(2, start, (nuint)rest.Length);
                if (written < 0)
                {
                    return;
                }

                rest = rest[(int)written..];
            }
        }
    }
}
