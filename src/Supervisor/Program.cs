// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Supervisor;
using RootfulContainers.Supervisor.Agent;

const string Usage =
    $"usage: container-supervisor NAME {SupervisorOptions.User}=USER [{SupervisorOptions.NamespaceFirst}] [{SupervisorOptions.ReadyWhenStarted}] [{SupervisorOptions.StopLimit}=USEC] [{SupervisorOptions.Restartable} | {SupervisorOptions.Job} | {SupervisorOptions.Reload} | {SupervisorOptions.Restart} | {SupervisorOptions.FreeName} | {SupervisorOptions.UnlessSuccess} -- COMMAND... | {SupervisorOptions.IfPresent}=NUMBER -- COMMAND...]";

// No command line library: this process stays for as long as its container, and every page it touches stays with it.
if (args is ["--help"])
{
    Console.WriteLine(Usage);
    return 0;
}

if (
    args is not [var text, var option, .. var rest]
    || !option.StartsWith(UserAgent.UserOption, StringComparison.Ordinal)
    || !ContainerName.TryParse(text, out var name, out _)
)
{
    return Misuse();
}

var namespaceFirst = rest is [SupervisorOptions.NamespaceFirst, ..];
var words = namespaceFirst ? rest[1..] : rest;
var readyWhenStarted = words is [SupervisorOptions.ReadyWhenStarted, ..];
words = readyWhenStarted ? words[1..] : words;
TimeSpan? stopLimit = null;
if (words is [var limit, ..] && limit.StartsWith($"{SupervisorOptions.StopLimit}=", StringComparison.Ordinal))
{
    if (
        !ulong.TryParse(
            limit.AsSpan(SupervisorOptions.StopLimit.Length + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var microseconds
        )
    )
    {
        return Misuse();
    }

    stopLimit = TimeSpan.FromMicroseconds(Math.Min(microseconds, TimeSpan.MaxValue.TotalMicroseconds / 2));
    words = words[1..];
}

if (
    !(
        words
            is []
                or [
                    SupervisorOptions.Restartable
                    or SupervisorOptions.Job
                    or SupervisorOptions.Reload
                    or SupervisorOptions.Restart
                    or SupervisorOptions.FreeName,
                ]
                or [SupervisorOptions.UnlessSuccess, "--", _, ..]
        || PresentFiles.IsMeant(words)
        || AgentProgram.IsMeant(words)
    )
)
{
    return Misuse();
}

var log = new Log("container-supervisor", SystemUnits.Container(name), StandardStream.WriteError);
try
{
    var user = Find(option[UserAgent.UserOption.Length..]);
    // The service manager starts it as the user, the network helper as root.
    if (!user.IsCurrent)
    {
        if (AgentProgram.RunsPrograms(words))
        {
            // The helper moves the agent as well, but by then they would run.
            UserControlGroup.Take(UserControlGroup.Self, user.Uid);
        }

        user.Become();
    }

    switch (words)
    {
        case [SupervisorOptions.Reload]:
            ContainerReload.Run(name, user, namespaceFirst);
            return 0;
        case [SupervisorOptions.Restart]:
            ContainerRestart.Run(name, user);
            return 0;
        case [SupervisorOptions.FreeName]:
            return ContainerNameHolder.Remove(name, user) ? 0 : ExitStatus.Failed;
        case [SupervisorOptions.UnlessSuccess, "--", .. var command]:
            ServiceResult.RunUnlessSuccess(command);
            return 0;
        case var _ when PresentFiles.IsMeant(words):
            PresentFiles.Run(words);
            return 0;
        case [] or [SupervisorOptions.Restartable or SupervisorOptions.Job]:
            var state = new ContainerState(name, user, namespaceFirst)
            {
                IsReadyWhenStarted = readyWhenStarted,
                IsRestartable = words is [SupervisorOptions.Restartable],
                IsJob = words is [SupervisorOptions.Job],
            };
            using (var supervisor = new ContainerSupervisor(name, user, namespaceFirst, stopLimit, state, log))
            {
                return supervisor.Run();
            }

        default:
            AgentProgram.Run(name, user, namespaceFirst, words);
            return 0;
    }
}
catch (Exception e) when (HostException.IsFailureOutside(e))
{
    log.Error(e.Message);
    if (words is not [SupervisorOptions.Reload or SupervisorOptions.Restart])
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

static int Misuse()
{
    StandardStream.WriteError(Usage);
    return ExitStatus.WrongUsage;
}

// A user who was removed may still have containers.
static UserAccount Find(string user) =>
    uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
        ? UserAccount.OfUid(uid)
        : UserAccount.Find(user);
