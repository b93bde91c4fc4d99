// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.State;

/// <summary>
/// Opens a file or directory and holds its <c>flock</c> until disposed. FileStream locks too, but gives up at
/// once when another process holds the lock, and opens no directories.
/// </summary>
internal static class AdvisoryLock
{
    /// <summary>Waits for the lock.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SafeFileHandle Open(string path, bool exclusive) => Open(path, O_RDONLY, exclusive);

    /// <summary>Waits for the exclusive lock of a file that may be written; makes it, for its owner alone, where there is none.</summary>
    public static SafeFileHandle OpenToWrite(string path) => Open(path, O_RDWR | O_CREAT, exclusive: true);

    private static SafeFileHandle Open(string path, int flags, bool exclusive)
    {
        var descriptor = openat(AT_FDCWD, path, flags | O_CLOEXEC, Permissions.OwnerOnly);
        if (descriptor < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            var message = $"{path}: {Marshal.GetPInvokeErrorMessage(error)}";
            throw error == ENOENT ? new FileNotFoundException(message, path) : new IOException(message);
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        while (flock(descriptor, exclusive ? LOCK_EX : LOCK_SH) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != EINTR)
            {
                handle.Dispose();
                throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }

        return handle;
    }
}
