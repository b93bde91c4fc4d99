// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>The podman of the user that this process runs as. It runs whatever the user's configuration says.</summary>
internal static class UserPodman
{
    /// <exception cref="HostException">It did not end in time.</exception>
    public static ChildResult Run(UserAccount user, IReadOnlyList<string> arguments, TimeSpan limit) =>
        ChildProcess.Run(ProgramFile.Find("podman"), arguments, limit)
        ?? throw new HostException($"podman of user {user} did not answer within {limit.TotalSeconds} s");
}
