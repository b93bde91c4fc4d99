// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;

namespace RootfulContainers.Generator;

/// <summary>Standard output and error without the terminal handling of Console, which is a tenth of the program.</summary>
internal static partial class StandardStream
{
    public const int Output = 1;
    public const int Error = 2;

    public static void Write(int stream, string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty)
        {
            var written = WriteFile(stream, ref MemoryMarshal.GetReference(bytes), bytes.Length);
            if (written <= 0)
            {
                return; // closed by whoever read it: there is no one left to tell
            }

            bytes = bytes[(int)written..];
        }
    }

    public static bool IsTerminal(int stream) => IsATty(stream) == 1;

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteFile(int file, ref byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int file);
}
