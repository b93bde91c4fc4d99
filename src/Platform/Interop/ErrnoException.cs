// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Platform.Interop;

/// <summary>A system call that failed: what was tried, then the C library's text for errno.</summary>
internal sealed class ErrnoException(string what, int errno)
    : HostException($"{what}: {Marshal.GetPInvokeErrorMessage(errno)}")
{
    public int Errno { get; } = errno;

    /// <summary>Returns the result of a call that reports failure as -1, or throws with the errno it left.</summary>
    public static int Check(int result, string what) => result >= 0 ? result : throw Last(what);

    public static ErrnoException Last(string what) => new(what, Marshal.GetLastPInvokeError());
}
