// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Interop;

/// <summary>pipe(2).</summary>
internal static unsafe partial class Pipe
{
    private const int F_SETFL = 4;

    public static (Descriptor Read, Descriptor Write) Open()
    {
        var ends = stackalloc int[2];
        ErrnoException.Check(pipe2(ends, O_CLOEXEC), "pipe");
        return (new Descriptor(ends[0]), new Descriptor(ends[1]));
    }

    public static void DoNotBlock(Descriptor end) =>
        ErrnoException.Check(fcntl(end.Value, F_SETFL, O_NONBLOCK), "fcntl");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(int* ends, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);
}
