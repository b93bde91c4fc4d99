// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Has the user's service manager start the container, and says which process ends with it. Before, it binds the supervisor's notify
/// socket, which is its standard input.
/// </summary>
internal static class StartAgent
{
    public static void Run(ContainerName name, UserAccount user, AgentOutput output)
    {
        NotifySocket.Of(new Descriptor(0)).Bind(user.Uid, name);
        using var manager = ServiceManager.OfUser(user.Uid);
        var init = UserUnits.Init(name);
        var process = manager.MainProcess(init);
        if (process <= 1)
        {
            throw new HostException($"{init} of user {user} is not running");
        }

        output.Say(AgentMessage.MainProcess, process.ToString(CultureInfo.InvariantCulture));
        var result = manager.Wait(manager.Start(UserUnits.Start(name)), output.StayHeard);
        output.Say(result.Succeeded ? AgentMessage.Done : AgentMessage.Failed, result.Result);
    }
}
