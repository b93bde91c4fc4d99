// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Has the user's service manager remove the container. The <see cref="UserAgent"/> that does so is started early: the manager takes its
/// time to let a client in, in which the networks can be detached.
/// </summary>
/// <param name="keepNamespace">Whether its network namespace stays, as the container is about to be created again.</param>
internal sealed class ContainerRemoval(ContainerName name, uint uid, bool keepNamespace = false) : IDisposable
{
    // What the agent has for it, and what it takes until it says so.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(85);

    // Of a user of whom something hangs just now. It says every five seconds that it goes on.
    private static readonly TimeSpan HangingLimit = TimeSpan.FromSeconds(10);

    private readonly UserAgent _agent = UserAgent.Run(
        name,
        UserAccount.OfUid(uid),
        keepNamespace ? UserAgent.RemoveContainer : UserAgent.Remove
    );

    /// <summary>Has it done, and waits for it; a user manager that is gone has nothing to stop.</summary>
    /// <param name="hangs">Whether what is the user's did not answer just now: then it has little time.</param>
    public void Run(bool hangs)
    {
        _agent.Tell(UserAgent.Begin);
        AgentMessage answer;
        while ((answer = _agent.Next(hangs ? HangingLimit : Limit)).Kind == AgentMessage.Busy) { }

        if (answer.Kind != AgentMessage.Done)
        {
            throw answer.Failure ?? new HostException($"the user's agent says '{answer}'");
        }
    }

    public void Dispose() => _agent.Dispose();
}
