// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Supervisor;
using RootfulContainers.Supervisor.Agent;

const string Usage =
    $"usage: container-supervisor NAME {SupervisorOptions.User}=USER [{SupervisorOptions.Restartable} | {SupervisorOptions.Reload} | {SupervisorOptions.Restart} | {SupervisorOptions.FreeName}]";

// No command line library: this process stays for as long as its container, and every page it touches stays with it.
if (args is ["--help"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (
    args is not [var text, var option, .. var rest]
    || !(
        rest
            is []
                or [
                    SupervisorOptions.Restartable
                    or SupervisorOptions.Reload
                    or SupervisorOptions.Restart
                    or SupervisorOptions.FreeName,
                ]
        || AgentProgram.IsMeant(rest)
    )
    || !option.StartsWith(UserAgent.UserOption, StringComparison.Ordinal)
    || !ContainerName.TryParse(text, out var name, out _)
)
{
    StandardStream.WriteError(Usage);
    return ExitStatus.WrongUsage;
}

var log = new Log("container-supervisor", SystemUnits.Container(name), StandardStream.WriteError);
try
{
    var user = Find(option[UserAgent.UserOption.Length..]);
    // The service manager starts it as the user, the network helper as root.
    if (!user.IsCurrent)
    {
        if (AgentProgram.RunsPrograms(rest))
        {
            // The helper moves the agent as well, but by then they would run.
            UserControlGroup.Take(UserControlGroup.Self, user.Uid);
        }

        user.Become();
    }

    switch (rest)
    {
        case [SupervisorOptions.Reload]:
            ContainerReload.Run(name, user);
            return 0;
        case [SupervisorOptions.Restart]:
            ContainerRestart.Run(name, user);
            return 0;
        case [SupervisorOptions.FreeName]:
            return ContainerNameHolder.Remove(name, user) ? 0 : ExitStatus.Failed;
        case [] or [SupervisorOptions.Restartable]:
            using (var supervisor = new ContainerSupervisor(name, user, isRestartable: rest.Length > 0, log))
            {
                return supervisor.Run();
            }

        default:
            AgentProgram.Run(name, user, rest);
            return 0;
    }
}
catch (Exception e) when (HostException.IsFailureOutside(e))
{
    log.Error(e.Message);
    if (rest is not [SupervisorOptions.Reload or SupervisorOptions.Restart])
    {
        // "systemctl status" of a unit that waits for Restart= has no line of the journal from before.
        ServiceNotification.SendFailure(e.Message);
    }

    return ExitStatus.Failed;
}
finally
{
    log.Flush();
}

// A user who was removed may still have containers.
static UserAccount Find(string user) =>
    uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
        ? UserAccount.OfUid(uid)
        : UserAccount.Find(user);
