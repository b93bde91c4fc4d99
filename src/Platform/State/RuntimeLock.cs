// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.State;

/// <summary>A lock between runs of this program, kept until it is disposed.</summary>
internal static class RuntimeLock
{
    /// <param name="path">Its directory must exist.</param>
    /// <param name="isShared">Whether others that share it may hold it at the same time.</param>
    public static Descriptor Acquire(string path, bool isShared = false)
    {
        var descriptor = Descriptor.Open(path, O_RDWR | O_CREAT, $"open {path}", Permissions.OwnerOnly);
        ErrnoException.Check(flock(descriptor.Value, isShared ? LOCK_SH : LOCK_EX), $"lock {path}");
        return descriptor;
    }
}
