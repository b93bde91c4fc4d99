// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// A network namespace kept by a bind mount, for what still needs its path after this program has ended. A mount wakes every
/// service manager of the host, each of which reads all mounts again: nothing else of an attach costs the host as much.
/// </summary>
internal static class PinnedNamespace
{
    public static void Pin(StateDirectory state, Descriptor netns)
    {
        var path = NamespacePath.Pinned(state);
        using (Descriptor.Open(path, O_RDONLY | O_CREAT | O_EXCL, $"create {path}", Permissions.OwnerReads)) { }

        ErrnoException.Check(mount(netns.ProcPath, path, null, MS_BIND, 0), $"mount the network namespace on {path}");
    }

    /// <summary>Removes every mount on the path and what is there; nothing is fine.</summary>
    public static void Remove(StateDirectory state)
    {
        while (umount2(NamespacePath.Pinned(state), MNT_DETACH | UMOUNT_NOFOLLOW) == 0) { }

        state.Delete(StatePaths.NetworkNamespace);
    }

    /// <summary>Whether a namespace is mounted there.</summary>
    public static unsafe bool IsPinned(StateDirectory state)
    {
        using var descriptor = new Descriptor(
            openat(AT_FDCWD, NamespacePath.Pinned(state), O_RDONLY | O_NOFOLLOW | O_CLOEXEC, 0)
        );
        var buffer = stackalloc long[16];
        return !descriptor.IsInvalid && fstatfs(descriptor.Value, buffer) == 0 && buffer[0] == NSFS_MAGIC;
    }
}
