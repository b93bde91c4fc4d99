// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Runtime.InteropServices;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// podman's own lock around its address pool and netavark (a POSIX record lock). Without it, parallel runs left netns
/// mounts behind and failed with "failed to get bridge interface".
/// </summary>
internal static class NetavarkLock
{
    private const string Path = "/run/lock/netavark.lock";
    private const uint Mode = Permissions.OwnerOnly;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    /// <returns>The lock, held until it is disposed.</returns>
    public static Descriptor Acquire()
    {
        var descriptor = Open();
        try
        {
            // Where /run/lock is writable for all, its file is a claim as well.
            if (descriptor.Status(Path).User != 0)
            {
                throw new HostException($"{Path} does not belong to root; remove it");
            }

            // podman makes it readable for all, and a reader can lock out everybody. At boot tmpfiles.d is first.
            ErrnoException.Check(fchmod(descriptor.Value, Mode), Path);

            var clock = Stopwatch.StartNew();
            var pause = TimeSpan.FromMilliseconds(1);
            while (!TryLock(descriptor))
            {
                if (clock.Elapsed > Deadline)
                {
                    throw new HostException(
                        $"{Path} is held by another process for {Deadline.TotalSeconds} s; see 'lslocks'"
                    );
                }

                // Polled, not waited for: a user may have opened it while it was readable, and a wait without an end
                // would let that one stop every container.
                Thread.Sleep(pause);
                pause = TimeSpan.FromMilliseconds(Math.Min(20, pause.TotalMilliseconds * 2));
            }

            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private static Descriptor Open()
    {
        // Without O_CREAT first: fs.protected_regular refuses it for a file of another user, with a misleading error.
        var existing = openat(AT_FDCWD, Path, O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0);
        return existing >= 0 ? new Descriptor(existing) : Descriptor.Open(Path, O_RDWR | O_CREAT, $"open {Path}", Mode);
    }

    private static bool TryLock(Descriptor descriptor)
    {
        var whole = new FileLock { Type = F_WRLCK };
        if (fcntl(descriptor.Value, F_SETLK, whole) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is EAGAIN or EACCES ? false : throw ErrnoException.Last($"lock {Path}");
    }
}
