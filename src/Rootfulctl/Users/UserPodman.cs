// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>
/// podman of a container's user in place of this program, in the control group of that user's service manager.
/// </summary>
internal static partial class UserPodman
{
    /// <summary>Whether a person types, and reads the answer.</summary>
    public static bool IsInteractive { get; } =
        StandardStream.IsTerminal(0) && StandardStream.IsTerminal(StandardStream.Output);

    /// <returns>Never.</returns>
    public static int Replace(UserAccount user, IEnumerable<string> arguments)
    {
        var environment = UserEnvironment.Of(user);
        if (user.IsCurrent)
        {
            return OtherProgram.Replace(
                ProgramFile.Find("podman"),
                [.. arguments],
                [.. OtherProgram.Environment.Where(v => !IsIn(environment, v)), .. environment]
            );
        }

        // Before it runs: with a helper that its configuration names, the user could stay in the control group of root's session.
        UserControlGroup.Take(UserControlGroup.Self, user.Uid);
        if (!IsInteractive)
        {
            KeepTerminal();
        }

        // In "/": where root stands a user may not be. A terminal of its own, or none: into root's a user could type, and read
        // what root types. runuser(1) ends with the program's exit status, and passes signals on.
        return OtherProgram.Replace(
            ProgramFile.Find("runuser"),
            [
                .. IsInteractive ? (string[])["--pty"] : [],
                "--user",
                user.Name,
                "--",
                ProgramFile.Find("env"),
                "--ignore-environment",
                "--chdir=/",
                .. environment,
                ProgramFile.Find("podman"),
                .. arguments,
            ],
            OtherProgram.Environment
        );
    }

    private static bool IsIn(IReadOnlyList<string> environment, string variable) =>
        environment.Any(v => v.StartsWith(variable.Split('=')[0] + "=", StringComparison.Ordinal));

    /// <summary>
    /// Leaves of a terminal what can be written to alone. With no controlling terminal, which runuser(1) sees to, nothing can be
    /// typed into it either.
    /// </summary>
    private static void KeepTerminal()
    {
        for (var stream = 0; stream <= StandardStream.Error; stream++)
        {
            if (!StandardStream.IsTerminal(stream))
            {
                continue;
            }

            var path = stream == 0 ? "/dev/null" : NativeFile.LinkTarget($"/proc/self/fd/{stream}") ?? "/dev/null";
            using var only = Descriptor.Open(path, stream == 0 ? O_RDONLY : O_WRONLY | O_NOCTTY, $"open {path}");
            ErrnoException.Check(dup2(only.Value, stream), "dup2");
        }
    }

    private const int O_NOCTTY = 0x100;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int descriptor, int target);
}
