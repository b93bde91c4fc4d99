// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary>
/// <c>restart</c>: ExecStopPost= of a container with <c>auto_update</c>. Its supervisor is a process of the container's user, who may not
/// restart a unit of the system; it ends by SIGUSR1 when the user asked for that.
/// </summary>
internal static class RestartCommand
{
    public static void Run(ContainerName name, Log log)
    {
        // See systemd.exec(5).
        if (
            Environment.GetEnvironmentVariable("EXIT_CODE") != "killed"
            || Environment.GetEnvironmentVariable("EXIT_STATUS") != "USR1"
        )
        {
            return;
        }

        try
        {
            using var system = ServiceManager.OfSystem();
            // Not for waiting: the job begins when this process has ended.
            _ = system.RestartUnlessQueued(SystemUnits.Container(name));
        }
        catch (BusErrorException e)
        {
            log.Notice($"{name} is not restarted, as another job comes first: {e.Message}");
        }
    }
}
