// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Gets the container initialized by its user's service manager, and verifies what it is told of it. The <see cref="UserAgent"/>
/// that does so is started early: the manager takes its time to let a client in, in which the caller has other things to read.
/// </summary>
/// <param name="definition">Fingerprint of the definition that the system's manager loaded; null manually.</param>
/// <param name="namespaceFirst">Whether its network namespace is made before the container; manually the user's units say so.</param>
internal sealed class InitializedContainer(
    ContainerName name,
    UserAccount user,
    string? definition,
    bool namespaceFirst,
    Log log
) : IDisposable
{
    // For each message of an agent that waits for an image: the start's own limit is for all the rest.
    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan InspectLimit = TimeSpan.FromSeconds(40);

    // For the answer that its start is queued.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(2);

    // It was killed. One that hangs asks for nothing either.
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private const string AgentWords = "what the user's agent says";

    private readonly DateTimeOffset _since = DateTimeOffset.UtcNow;
    private UserAgent _agent = Run(name, user, definition, namespaceFirst);
    private string _begin = UserAgent.Begin;
    private string? _id;
    private bool _isStarting;

    /// <summary>Has the container created. Nothing is waited for.</summary>
    /// <param name="filesAreNew">
    /// Whether the files mounted into the container were just made: a container that is already there has older ones.
    /// </param>
    public void Begin(bool filesAreNew)
    {
        _begin = filesAreNew ? UserAgent.BeginAnew : UserAgent.Begin;
        _agent.Tell(_begin);
    }

    /// <summary>The verified process that holds the container's network namespace.</summary>
    public ContainerProcess Get()
    {
        var answer = Next();
        if (answer.Kind == AgentMessage.NoManager)
        {
            // The units require user@UID.service; manually nobody did yet.
            StartManager();
            _agent.Dispose();
            _agent = Run(name, user, definition, namespaceFirst);
            _agent.Tell(_begin);
            answer = Next();
        }

        if (answer.Kind == AgentMessage.Created)
        {
            // Before the namespace was there.
            _id = ContainerClaim.ParseId(answer.Text);
            answer = Next();
        }

        return answer.Kind switch
        {
            AgentMessage.Claim when !namespaceFirst => ContainerProcess.Verify(
                Parse(answer.Text),
                user,
                UserUnits.Init(name)
            ),
            AgentMessage.Namespace when namespaceFirst || definition is null => ContainerProcess.Verify(
                ParseHolder(answer.Text),
                user,
                UserUnits.Init(name)
            ),
            AgentMessage.NoUnit => Inspect(),
            _ => throw Failure(answer),
        };
    }

    /// <summary>The container's id, as soon as it is created.</summary>
    /// <param name="attached">What <see cref="Get"/> gave.</param>
    public string AwaitCreated(ContainerProcess attached)
    {
        if (!attached.IsHolder)
        {
            return attached.Id;
        }

        if (_id is null)
        {
            var answer = Next();
            _id = answer.Kind == AgentMessage.Created ? ContainerClaim.ParseId(answer.Text) : throw Failure(answer);
        }

        return _id;
    }

    /// <summary>Has the container started, if it was created by this. Nothing is waited for.</summary>
    public void BeginStart()
    {
        _isStarting = true;
        _agent.Tell(UserAgent.BeginStart);
    }

    /// <summary>Lets the agent do that before it is ended. Should it fail, the container's supervisor tries again.</summary>
    public void AwaitStart()
    {
        try
        {
            _ = _isStarting ? _agent.Next(StartLimit) : default;
        }
        catch (HostException)
        {
            // The container was there before, or the user's manager is busy.
        }
    }

    /// <summary>Has nothing more started: what is stopped from here on stays so.</summary>
    public void End() => _agent.EndAtOnce(EndLimit);

    public void Dispose() => _agent.Dispose();

    private static UserAgent Run(ContainerName name, UserAccount user, string? definition, bool namespaceFirst)
    {
        string[] way = namespaceFirst ? [SupervisorOptions.NamespaceFirst] : [];
        string[] loaded = definition is null ? [] : [$"{UserAgent.DefinitionOption}{definition}"];
        return UserAgent.Run(name, user, [.. way, UserAgent.Initialize, .. loaded]);
    }

    /// <summary>What the agent says next that is news.</summary>
    private AgentMessage Next()
    {
        while (true)
        {
            var message = _agent.Next();
            switch (message.Kind)
            {
                case AgentMessage.Busy:
                    break;
                case AgentMessage.Creating:
                    ServiceNotification.ExtendTimeout(Extension);
                    ServiceNotification.SendStatus(Progress(message.Text));
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
            : throw Unexpected(answer);
    }

    private static ContainerClaim Parse(string text) =>
        text.Split(' ') is [var id, var process]
            ? new ContainerClaim(
                ContainerClaim.ParseId(id),
                ContainerClaim.ParseProcess(process, AgentWords),
                IsHolder: false
            )
            : throw new HostException("the user's agent names no container");

    private static ContainerClaim ParseHolder(string text) =>
        new("", ContainerClaim.ParseProcess(text, AgentWords), IsHolder: true);

    private HostException Failure(AgentMessage answer) =>
        answer.Kind switch
        {
            AgentMessage.NoManager => ServiceManager.NotRunning(user.Uid),
            AgentMessage.Failed => new HostException(
                $"{Unit(answer.Text)} of user {user} failed: {LastMessages(Unit(answer.Text), _since)}"
            ),
            _ => Unexpected(answer),
        };

    private static HostException Unexpected(AgentMessage answer) =>
        answer.Failure ?? new HostException($"the user's agent says '{answer}'");

    private string Unit(string claim) =>
        claim == UserUnits.Create(name) || UserUnits.IsPrerequisite(claim) ? claim : UserUnits.Init(name);

    /// <summary>What "systemctl status" shows while it takes long.</summary>
    private string Progress(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var unit = end < 0 ? text : text[..end];
        return !UserUnits.IsPrerequisite(unit)
                ? $"podman of user {user} creates the container, and perhaps pulls the image"
            : end + 1 < text.Length ? $"{UserUnits.Doing(unit)}: {text[(end + 1)..]}"
            : UserUnits.Doing(unit);
    }

    private void StartManager()
    {
        var unit = SystemUnits.UserManager(user.Uid);
        var result = ServiceManager.WithSystem(system => system.Wait(system.Start(unit)));
        if (!result.Succeeded)
        {
            throw new HostException($"{unit} could not be started ({result.Result}); see 'systemctl status {unit}'");
        }
    }

    /// <summary>podman's own words.</summary>
    private string LastMessages(string unit, DateTimeOffset since)
    {
        var text = JournalMessages.LastOfPodman(since, UserJournal.OfPodman(unit, user.Uid));
        var command = UserJournal.See(UserJournal.OfUnit(unit, user.Uid));
        // The reason of a build that fails stands before what podman says of it.
        return text.Length == 0 ? command
            : UserUnits.IsPrerequisite(unit) ? $"{text}; {command}"
            : text;
    }
}
