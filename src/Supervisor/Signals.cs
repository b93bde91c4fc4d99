// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor;

/// <summary>What the framework does not offer of signal(7).</summary>
internal static partial class Signals
{
    /// <summary>SIGUSR1: by it the supervisor ends when its user wants the container restarted, and ExecStopPost= sees that.</summary>
    public const int Restart = 10;

    /// <summary>SIGUSR2.</summary>
    public const int User2 = 12;

    private const int SIGCONT = 18;
    private const int SIGSTOP = 19;
    private const int SIGTTOU = 22;
    private const int SIGURG = 23;
    private const int SIGWINCH = 28;
    private const int PR_SET_DUMPABLE = 4;
    private const nint SIG_DFL = 0;
    private const nint SIG_IGN = 1;

    /// <summary>Whether a program that does not handle it ends by that signal, and nobody takes it for <see cref="Restart"/>.</summary>
    public static bool Ends(int number) =>
        number is >= 1 and <= 64
        && number is not (Restart or SIGCHLD or SIGCONT or (>= SIGSTOP and <= SIGTTOU) or SIGURG or SIGWINCH);

    /// <summary>Its name, such as SIGKILL.</summary>
    public static string NameOf(int number) =>
        Marshal.PtrToStringUTF8(sigabbrev_np(number)) is { } name
            ? $"SIG{name}"
            : string.Create(CultureInfo.InvariantCulture, $"signal {number}");

    /// <summary>The kernel takes away what ended; else each agent that is not waited for would stay as a zombie.</summary>
    public static void ForgetChildren() => _ = signal(SIGCHLD, SIG_IGN);

    /// <summary>Ends this process, as that signal does, but for the core dump: it would be the supervisor's, and not the container's.</summary>
    public static void EndBy(int number)
    {
        _ = Libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        _ = signal(number, SIG_DFL);
        _ = raise(number);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);

    [LibraryImport("libc")]
    private static partial nint sigabbrev_np(int number);

    [LibraryImport("libc")]
    private static partial int raise(int number);
}
