// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>
/// Opens a file or directory and holds its <c>flock</c> until disposed. FileStream locks too, but gives up at
/// once when another process holds the lock, and opens no directories.
/// </summary>
internal static partial class AdvisoryLock
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static SafeFileHandle Open(string path, bool exclusive) => Open(path, CloseOnExec, exclusive);

    /// <summary>Waits for the exclusive lock of a file that may be written; makes it, for its owner alone, where there is none.</summary>
    public static SafeFileHandle OpenToWrite(string path)
    {
        const int ReadWriteCreate = 0x42;
        return Open(path, CloseOnExec | ReadWriteCreate, exclusive: true);
    }

    private static SafeFileHandle Open(string path, int flags, bool exclusive)
    {
        const int NoSuchFile = 2;
        const int OwnerOnly = 0x180;
        var handle = new SafeFileHandle(OpenDescriptor(path, flags, OwnerOnly), ownsHandle: true);
        if (handle.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            var message = $"{path}: {Marshal.GetPInvokeErrorMessage(error)}";
            throw error == NoSuchFile ? new FileNotFoundException(message, path) : new IOException(message);
        }

        Lock(handle, path, exclusive);
        return handle;
    }

    private static void Lock(SafeFileHandle handle, string path, bool exclusive)
    {
        const int Shared = 1;
        const int Exclusive = 2;
        const int Interrupted = 4;
        while (Flock(handle, exclusive ? Exclusive : Shared) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                handle.Dispose();
                throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenDescriptor(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle descriptor, int operation);
}
