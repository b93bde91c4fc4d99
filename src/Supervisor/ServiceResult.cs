// SPDX-License-Identifier: BSD-2-Clause
using System.Runtime.InteropServices;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor;

/// <summary>
/// For <c>ExecStopPost=</c>: runs a program in place of this one when the service failed, or was ended before it was active. Its
/// <c>ExecStop=</c> has not run then.
/// </summary>
internal static partial class ServiceResult
{
    public static void RunUnlessSuccess(IReadOnlyList<string> command)
    {
        // See systemd.exec(5).
        if (Environment.GetEnvironmentVariable("SERVICE_RESULT") != "success")
        {
            _ = execv(ProgramFile.Find(command[0]), [.. command, null]);
            throw ErrnoException.Last($"run {command[0]}");
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int execv(string path, string?[] arguments);
}
