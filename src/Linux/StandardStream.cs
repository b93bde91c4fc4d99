// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using System.Text;

namespace RootfulContainers.Linux;

/// <summary>
/// Standard output and error without <c>Console</c>, whose first use takes over the terminal and starts a thread for
/// signals: a millisecond of an attach, memory that a supervisor keeps, a tenth of the generator.
/// </summary>
internal static partial class StandardStream
{
    public const int Output = 1;
    public const int Error = 2;

    private const int TryAgain = 11;
    private const int BrokenPipe = 32;
    private const short Writable = 4;

    /// <summary>Writes one line to standard error.</summary>
    public static void WriteError(string line) => Write(Error, line + "\n");

    /// <exception cref="IOException">
    /// It cannot be written, as on a full disk. What was closed by whoever read it has nobody left to report to, nor have errors.
    /// </exception>
    public static void Write(int stream, string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!NativeFile.TryWrite(stream, ref bytes) && stream != Error)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == BrokenPipe)
            {
                return;
            }

            if (error != TryAgain)
            {
                throw new IOException($"cannot write the output: {Marshal.GetPInvokeErrorMessage(error)}")
                {
                    HResult = error,
                };
            }

            // Somebody else has made it one that does not wait.
            var descriptor = new Descriptor { File = stream, Events = Writable };
            _ = Poll(ref descriptor, 1, -1);
        }
    }

    public static bool IsTerminal(int stream) => IsATty(stream) == 1;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int file);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref Descriptor descriptors, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct Descriptor
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
