// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>What an earlier start, or an end that went wrong, left under the container's name.</summary>
internal static class LeftContainer
{
    /// <summary>
    /// Has it removed. Asked only when something went wrong, which saves a run of podman, and in a unit of the user's, where podman
    /// looks for its containers as for all others.
    /// </summary>
    /// <returns>Whether there was something.</returns>
    /// <exception cref="HostException">The container of that name is the user's own.</exception>
    public static bool Remove(ServiceManager manager, ContainerName name, AgentOutput output)
    {
        var unit = UserUnits.FreeName(name);
        var result = manager.Wait(manager.Start(unit), output.StayHeard);
        if (result.Succeeded)
        {
            return true;
        }

        var reason = manager.StatusText(unit);
        manager.ResetFailed(unit);
        return reason.Length == 0 ? false : throw new HostException(reason);
    }
}
