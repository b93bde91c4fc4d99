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

    /// <summary>Writes one line to standard error.</summary>
    public static void WriteError(string line) => Write(Error, line + "\n");

    // What was closed by whoever read it has nobody left to report to.
    public static void Write(int stream, string text) => NativeFile.TryWrite(stream, Encoding.UTF8.GetBytes(text));

    public static bool IsTerminal(int stream) => IsATty(stream) == 1;

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int file);
}
