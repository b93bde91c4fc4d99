// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Programs of the host's that change something of it.</summary>
internal static class HostProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <exception cref="HostException">It failed, or did not end in time.</exception>
    public static void Run(string program, params IReadOnlyList<string> arguments)
    {
        var result = ChildProcess.Run(ProgramFile.Find(program), arguments, Limit);
        if (result is not { Status: 0 })
        {
            throw new HostException(
                $"'{program} {string.Join(' ', arguments)}' failed: {result?.MessageText ?? "it did not end in time"}"
            );
        }
    }
}
