// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.State;

/// <summary>A lock between runs of this program, kept until it is disposed.</summary>
internal static class RuntimeLock
{
    public static Descriptor Acquire(string path)
    {
        var descriptor = Descriptor.Open(path, O_RDWR | O_CREAT, $"open {path}", 0x180);
        ErrnoException.Check(flock(descriptor.Value, LOCK_EX), $"lock {path}");
        return descriptor;
    }
}
