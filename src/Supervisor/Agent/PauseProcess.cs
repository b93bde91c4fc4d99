// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>podman's own process that holds the user namespace of all containers of a user.</summary>
internal static class PauseProcess
{
    private const string FileName = "pause.pid";

    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Has podman make another one if it was killed. podman does that by itself, but not where it was killed together with the user's
    /// first podman since boot: from then on each one says "cannot re-exec process to join the existing user namespace".
    /// </summary>
    public static void ForgetKilled(UserAccount user)
    {
        var path = $"{StatePaths.RuntimeDirectory(user.Uid)}/libpod/tmp";
        if (!File.Exists($"{path}/{FileName}"))
        {
            return;
        }

        // The file that another one has found to be of no use may be gone meanwhile, and the one there be podman's new one.
        using var directory = Descriptor.Open(path, O_RDONLY | O_DIRECTORY, $"open {path}");
        RuntimeLock.Acquire(directory, path, LockLimit);
        if (IsKilled($"{path}/{FileName}"))
        {
            File.Delete($"{path}/{FileName}");
        }
    }

    private static bool IsKilled(string file)
    {
        try
        {
            return int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var process)
                && process > 1
                && !HoldsNamespace(process);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether there is such a process; the number may be another's by now, who has none of its own or is not this user's.</summary>
    private static bool HoldsNamespace(int process) =>
        kill(process, 0) == 0 && UserNamespace($"{process}") is var held && held != UserNamespace("self");

    private static string? UserNamespace(string process) => new FileInfo($"/proc/{process}/ns/user").LinkTarget;
}
