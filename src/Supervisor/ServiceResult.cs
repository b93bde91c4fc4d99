// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor;

/// <summary>
/// For <c>ExecStopPost=</c>: runs a program in place of this one when the service failed, or was ended before it was active. Its
/// <c>ExecStop=</c> has not run then.
/// </summary>
internal static class ServiceResult
{
    public static void RunUnlessSuccess(IReadOnlyList<string> command)
    {
        // See systemd.exec(5).
        if (Environment.GetEnvironmentVariable("SERVICE_RESULT") != "success")
        {
            _ = OtherProgram.Replace(ProgramFile.Find(command[0]), [.. command.Skip(1)], OtherProgram.Environment);
        }
    }
}
