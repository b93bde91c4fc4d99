// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>A network namespace in place of a container's: netavark undoes nothing where it has none to open.</summary>
internal static class EmptyNamespace
{
    /// <param name="interfaces">
    /// Names that netavark will look for, to remove them: there is something under each, or it would stop half-way.
    /// </param>
    public static Descriptor Make(IReadOnlyList<string> interfaces)
    {
        Descriptor? made = null;
        Exception? failure = null;
        // unshare(2) changes the calling thread for good, so that thread is given up.
        var thread = new Thread(() =>
        {
            try
            {
                made = MakeInThisThread(interfaces);
            }
            catch (HostException e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return made ?? throw failure!;
    }

    private static Descriptor MakeInThisThread(IReadOnlyList<string> interfaces)
    {
        ErrnoException.Check(unshare(CLONE_NEWNET), "make a network namespace");
        using var netlink = new RouteNetlink();
        var peer = 0;
        foreach (var name in interfaces)
        {
            while (interfaces.Contains($"peer{peer}", StringComparer.Ordinal))
            {
                peer++;
            }

            // A bridge would take the kernel twice as long to remove.
            netlink.AddVeth(name, $"peer{peer++}");
        }

        const string Own = "/proc/thread-self/ns/net";
        return new Descriptor(ErrnoException.Check(openat(AT_FDCWD, Own, O_RDONLY | O_CLOEXEC, 0), $"open {Own}"));
    }
}
