// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>
/// A network namespace kept by a bind mount: netavark is given a path that no PID can change under it, and teardown
/// still finds the namespace after the container has died.
/// </summary>
internal static class PinnedNamespace
{
    public static void Pin(Descriptor netns, string path)
    {
        using (Descriptor.Open(path, O_RDONLY | O_CREAT | O_EXCL, $"create {path}", Permissions.OwnerReads)) { }

        ErrnoException.Check(mount(netns.ProcPath, path, null, MS_BIND, 0), $"mount the network namespace on {path}");
    }

    /// <summary>Pins a new, empty network namespace.</summary>
    public static void PinNew(string path)
    {
        Exception? failure = null;
        // unshare(2) changes the calling thread for good, so that thread is given up.
        var thread = new Thread(() =>
        {
            try
            {
                ErrnoException.Check(unshare(CLONE_NEWNET), "make a network namespace");
                const string Own = "/proc/thread-self/ns/net";
                using var netns = new Descriptor(
                    ErrnoException.Check(openat(AT_FDCWD, Own, O_RDONLY | O_CLOEXEC, 0), $"open {Own}")
                );
                Pin(netns, path);
            }
            catch (HostException e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw failure;
        }
    }

    /// <summary>Removes every mount on the path; none is fine.</summary>
    public static void Unpin(string path)
    {
        while (umount2(path, MNT_DETACH | UMOUNT_NOFOLLOW) == 0) { }
    }

    /// <summary>Whether a namespace is mounted there.</summary>
    public static unsafe bool IsPinned(string path)
    {
        using var descriptor = new Descriptor(openat(AT_FDCWD, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0));
        var buffer = stackalloc long[16];
        return !descriptor.IsInvalid && fstatfs(descriptor.Value, buffer) == 0 && buffer[0] == NSFS_MAGIC;
    }
}
