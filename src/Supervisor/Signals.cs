// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;

namespace RootfulContainers.Supervisor;

/// <summary>What the framework does not offer of signal(7).</summary>
internal static partial class Signals
{
    /// <summary>SIGUSR1: by it the supervisor ends when its user wants the container restarted, and ExecStopPost= sees that.</summary>
    public const int Restart = 10;

    private const int SIGCHLD = 17;
    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;

    /// <summary>The kernel takes away what ended; else each agent that is not waited for would stay as a zombie.</summary>
    public static void ForgetChildren() => _ = signal(SIGCHLD, SIG_IGN);

    /// <summary>Ends this process, as that signal does.</summary>
    public static void EndBy(int number)
    {
        _ = signal(number, SIG_DFL);
        _ = raise(number);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial int raise(int number);
}
