// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Asks the user's podman, which knows a container that was initialized manually.
/// </summary>
internal static class InspectAgent
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void Run(ContainerName name, UserAccount user, AgentOutput output)
    {
        var result = UserPodman.Run(
            user,
            ["container", "inspect", "--format", "{{.Id}} {{.State.Pid}}", name.ToString()],
            Limit
        );
        var fields = Text(result.Output).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (result.Status != 0 || fields.Length != 2)
        {
            throw new HostException($"user {user} has no container {name}: {Text(result.Messages).Trim()}");
        }

        var id = ContainerClaim.ParseId(fields[0]);
        var process = ContainerClaim.ParseProcess(
            fields[1],
            $"container {name} of user {user} is not initialized (run 'podman container init {name}'): podman's answer"
        );
        output.Say(AgentMessage.Claim, $"{id} {process}");
    }

    private static string Text(byte[] output) => Encoding.UTF8.GetString(output);
}
