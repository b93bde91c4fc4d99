// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
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
    public static void Take(int process, uint uid)
    {
        var number = process.ToString(CultureInfo.InvariantCulture);
        foreach (var root in Roots)
        {
            var path = $"{root}/user.slice/user-{uid}.slice/user@{uid}.service/init.scope/cgroup.procs";
            using var processes = new Descriptor(openat(AT_FDCWD, path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0));
            if (!processes.IsInvalid)
            {
                processes.WriteAll(number, $"move to {path}");
                return;
            }
        }
    }
}
