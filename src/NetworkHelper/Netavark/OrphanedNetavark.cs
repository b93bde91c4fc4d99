// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// netavark goes on by itself when its helper is killed, and would recreate what is being undone beside it. In a unit the
/// service manager ends it; what was run manually it knows nothing of.
/// </summary>
internal static class OrphanedNetavark
{
    // As long as it would have had: a kill leaves things half done, which its end does not.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private const int LongestCommandLine = 4096;

    /// <summary>Waits for the end of each that works for a container; one that hangs is killed.</summary>
    /// <param name="state">The container's; no helper but the caller works on it.</param>
    public static void Await(StateDirectory state)
    {
        var clock = Stopwatch.StartNew();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                Await(id, directory, state.Path, clock);
            }
        }
    }

    /// <param name="commandLine">As in <c>/proc/PID/cmdline</c>: each argument ends with a NUL.</param>
    /// <param name="directory">The container's state directory.</param>
    public static bool WorksFor(string commandLine, string directory) =>
        commandLine.Split('\0') is [_, .., "setup" or "teardown", var netns, ""]
        && NamespacePath.IsOf(directory, netns);

    private static void Await(int process, string directory, string container, Stopwatch clock)
    {
        // Before anything is read: should the number be another process's by then, this one has ended.
        using var pidfd = new Descriptor(PidfdOpen(process));
        if (
            !pidfd.IsInvalid
            && CommandLineOfRoot(directory) is { } commandLine
            && WorksFor(commandLine, container)
            && !pidfd.IsReadable(Limit - clock.Elapsed)
        )
        {
            _ = PidfdKill(pidfd);
            _ = pidfd.IsReadable(Limit);
        }
    }

    /// <summary>
    /// Null for a process that can have any command line because a user started it, itself or with a program that runs as root
    /// whoever starts it, such as su; and for one that has ended.
    /// </summary>
    private static string? CommandLineOfRoot(string directory)
    {
        try
        {
            using var process = Descriptor.Open(directory, O_PATH | O_DIRECTORY, directory);
            using var file = Descriptor.Open(process.Value, "cmdline", O_RDONLY, directory);
            return process.Status(directory).User == 0 && !IsSetId(process)
                ? Encoding.UTF8.GetString(file.ReadAll(LongestCommandLine, directory))
                : null;
        }
        catch (HostException)
        {
            return null;
        }
    }

    private static bool IsSetId(Descriptor process)
    {
        const uint SetIds = 0xC00; // 06000
        // Not AT_SYMLINK_NOFOLLOW: the entry is a magic link of the kernel's.
        return statx(process.Value, "exe", 0, 0x7ff, out var program) < 0 || (program.Mode & SetIds) != 0;
    }
}
