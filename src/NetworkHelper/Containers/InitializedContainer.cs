// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Gets the container initialized by its user's service manager, and verifies what it is told of it. The <see cref="UserAgent"/>
/// that does so is started early: the manager takes its time to let a client in, in which the caller has other things to read.
/// </summary>
internal sealed class InitializedContainer(ContainerName name, UserAccount user, string? definition, Log log)
    : IDisposable
{
    // For each message of an agent that waits for an image: the start's own limit is for all the rest.
    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan InspectLimit = TimeSpan.FromSeconds(40);

    // What the agent has for it, and what it takes until it says so.
    private static readonly TimeSpan RemoveLimit = TimeSpan.FromSeconds(85);

    // Of a user of whom something hangs just now. It says every five seconds that it goes on.
    private static readonly TimeSpan HangingLimit = TimeSpan.FromSeconds(10);

    private UserAgent _agent = Begin(name, user, definition);

    /// <param name="filesAreNew">
    /// Whether the files mounted into the container were just made: a container that is already there has older ones.
    /// </param>
    public ContainerProcess Get(bool filesAreNew)
    {
        var since = DateTimeOffset.UtcNow;
        var answer = Ask(filesAreNew);
        if (answer.Kind == AgentMessage.NoManager)
        {
            // The units require user@UID.service; manually nobody did yet.
            StartManager();
            _agent.Dispose();
            _agent = Begin(name, user, definition);
            answer = Ask(filesAreNew);
        }

        return answer.Kind switch
        {
            AgentMessage.Claim => ContainerProcess.Verify(Parse(answer.Text), user, UserUnits.Init(name)),
            AgentMessage.NoUnit => Inspect(),
            AgentMessage.NoManager => throw ServiceManager.NotRunning(user.Uid),
            AgentMessage.Failed => throw new HostException(
                $"{Unit(answer.Text)} of user {user} failed: {LastMessages(Unit(answer.Text), since)}"
            ),
            _ => throw Failure(answer),
        };
    }

    public void Dispose() => _agent.Dispose();

    /// <summary>Removes the container, for teardown; a user manager that is gone has nothing to stop.</summary>
    /// <param name="hangs">Whether what is the user's did not answer just now: then it has little time.</param>
    public static void Stop(ContainerName name, uint uid, bool hangs)
    {
        using var agent = UserAgent.Run(name, UserAccount.OfUid(uid), UserAgent.Remove);
        AgentMessage answer;
        while ((answer = agent.Next(hangs ? HangingLimit : RemoveLimit)).Kind == AgentMessage.Busy) { }

        if (answer.Kind != AgentMessage.Done)
        {
            throw Failure(answer);
        }
    }

    private static UserAgent Begin(ContainerName name, UserAccount user, string? definition) =>
        UserAgent.Run(
            name,
            user,
            definition is null
                ? [UserAgent.Initialize]
                : [UserAgent.Initialize, $"{UserAgent.DefinitionOption}{definition}"]
        );

    private AgentMessage Ask(bool filesAreNew)
    {
        _agent.Tell(filesAreNew ? UserAgent.BeginAnew : UserAgent.Begin);
        while (true)
        {
            var message = _agent.Next();
            switch (message.Kind)
            {
                case AgentMessage.Busy:
                    break;
                case AgentMessage.Creating:
                    ServiceNotification.ExtendTimeout(Extension);
                    break;
                case AgentMessage.Warning:
                    log.Warning(message.Text);
                    break;
                default:
                    return message;
            }
        }
    }

    private ContainerProcess Inspect()
    {
        log.Notice($"{UserUnits.Init(name)} does not exist; asking podman of user {user} for container {name}");
        using var agent = UserAgent.Run(name, user, UserAgent.Inspect);
        var answer = agent.Next(InspectLimit);
        return answer.Kind == AgentMessage.Claim
            ? ContainerProcess.Verify(Parse(answer.Text), user, unit: null)
            : throw Failure(answer);
    }

    private static ContainerClaim Parse(string text) =>
        text.Split(' ') is [var id, var process]
            ? new ContainerClaim(
                ContainerClaim.ParseId(id),
                ContainerClaim.ParseProcess(process, "what the user's agent says")
            )
            : throw new HostException("the user's agent names no container");

    private static HostException Failure(AgentMessage answer) =>
        answer.Failure ?? new HostException($"the user's agent says '{answer}'");

    private string Unit(string claim) => claim == UserUnits.Create(name) ? claim : UserUnits.Init(name);

    private void StartManager()
    {
        using var system = ServiceManager.OfSystem();
        var unit = SystemUnits.UserManager(user.Uid);
        var result = system.Wait(system.Start(unit));
        if (!result.Succeeded)
        {
            throw new HostException($"{unit} could not be started ({result.Result}); see 'systemctl status {unit}'");
        }
    }

    /// <summary>podman's own words.</summary>
    private string LastMessages(string unit, DateTimeOffset since)
    {
        var text = JournalMessages.LastOfPodman(since, UserJournal.OfPodman(unit, user.Uid));
        return text.Length > 0 ? text : UserJournal.See(UserJournal.OfUnit(unit, user.Uid));
    }
}
