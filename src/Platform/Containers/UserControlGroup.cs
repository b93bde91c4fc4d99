// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>The control group of a user's service manager, where what runs as the user belongs.</summary>
internal static class UserControlGroup
{
    /// <summary>Where cgroup v2 is mounted; on hybrid hosts the second.</summary>
    public static readonly IReadOnlyList<string> Roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"];

    /// <summary>This process, for <see cref="Take"/>.</summary>
    public const int Self = 0;

    /// <summary>
    /// Moves a process of root's there, which takes the kernel some 20 ms. In the control group of a unit of root's, one that hangs beyond
    /// SIGKILL would be waited for until the unit's stop has timed out, and what it runs would not count as the user's. Without a
    /// service manager it stays.
    /// </summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="ErrnoException">The user, who may do with the control group as they like, has it take no process.</exception>
    public static bool Take(int process, uint uid)
    {
        var path = $"user.slice/user-{uid}.slice/user@{uid}.service";
        if (Roots.FirstOrDefault(r => Directory.Exists($"{r}/{path}")) is not { } root)
        {
            return false;
        }

        Move(process, $"{root}/{path}/init.scope");
        return true;
    }

    /// <summary>The controllers that are delegated to the user's service manager; null where that cannot be known.</summary>
    public static IReadOnlyList<string>? Controllers(uint uid)
    {
        try
        {
            var file = $"user.slice/user-{uid}.slice/user@{uid}.service/cgroup.controllers";
            return
                Roots.Select(r => OptionalFile.Read($"{r}/{file}")).FirstOrDefault(c => c is not null)
                    is { } controllers
                ? Encoding.ASCII.GetString(controllers).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                : null;
        }
        catch (IOException)
        {
            // The manager just ends.
            return null;
        }
    }

    /// <summary>Moves a process that has been killed to where nothing waits for its end, and the user decides nothing.</summary>
    public static void Abandon(int process)
    {
        try
        {
            Move(process, Roots.Last(Directory.Exists));
        }
        catch (ErrnoException)
        {
            // It has ended; or the root of this machine, itself a container, takes none.
        }
    }

    private static void Move(int process, string group)
    {
        using var processes = Descriptor.Open($"{group}/cgroup.procs", O_WRONLY, $"open {group}/cgroup.procs");
        processes.WriteAll(process.ToString(CultureInfo.InvariantCulture), $"move a process to {group}");
    }
}
