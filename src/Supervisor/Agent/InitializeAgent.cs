// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Gets the container made by its user's service manager, and says which process holds its network namespace. Connects
/// at once, and begins when it is told to: the manager takes its time to let a client in.
/// </summary>
/// <param name="definition">Fingerprint of the definition the system's manager loaded; null when there is none.</param>
/// <param name="namespaceFirst">What that definition says; without one the unit does.</param>
internal sealed class InitializeAgent(
    ContainerName name,
    UserAccount user,
    string? definition,
    bool namespaceFirst,
    AgentOutput output
) : IDisposable
{
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(30);

    // How long an answer of the manager about the definition holds; each question costs a start two milliseconds.
    private static readonly TimeSpan AnswerAge = TimeSpan.FromSeconds(1);

    private readonly string _create = UserUnits.Create(name);
    private readonly string _init = UserUnits.Init(name);
    private readonly DateTimeOffset _since = DateTimeOffset.UtcNow;
    private readonly MadeDefinitions _made = new(user);
    private readonly AppliedUnits _applied = new(name, user);

    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    private ServiceManager? _manager = ServiceManager.TryOfUser(user.Uid);
    private IReadOnlyList<string>? _needed;
    private NotifySocket? _notifications;
    private string? _startWord;

    /// <summary>Whether the jobs are queued; a manager that is re-executed keeps them.</summary>
    private bool _isUnderWay;

    public void Run()
    {
        bool? isStale = _manager is { } early ? IsStale(early) : null;
        var age = Stopwatch.StartNew();
        if (AwaitBegin() is not { } filesAreNew)
        {
            // Nobody waits for it any more.
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            if (_manager is not { IsConnected: true })
            {
                _manager?.Dispose();
                _manager = ServiceManager.TryOfUser(user.Uid);
                isStale = null;
            }

            if (_manager is not { } manager)
            {
                output.Say(AgentMessage.NoManager);
                return;
            }

            try
            {
                var known = age.Elapsed < AnswerAge ? isStale : null;
                Run(manager, known ?? IsStale(manager), filesAreNew && !_isUnderWay);
                return;
            }
            catch (ErrnoException e) when (ServiceManager.IsLost(e) && attempt <= ServiceManager.MostReexecutions)
            {
                // As in ServiceManager.WithUser; what was begun goes on.
                manager.Dispose();
                _manager = null;
            }
        }
    }

    public void Dispose() => _manager?.Dispose();

    /// <returns>Whether there are new files to mount; null when there is nothing to begin.</returns>
    private static bool? AwaitBegin() =>
        AgentInput.AwaitWord() switch
        {
            UserAgent.BeginAnew => true,
            UserAgent.Begin => false,
            _ => null,
        };

    private void Run(ServiceManager manager, bool isStale, bool filesAreNew)
    {
        if (isStale)
        {
            Reload(manager);
            RequireLoaded(manager);
        }
        else if (definition is not null)
        {
            _applied.Keep(definition, () => Needed(manager));
        }

        if (definition is null && !IsDefined(manager))
        {
            output.Say(AgentMessage.NoUnit);
            return;
        }

        var found = FindUnits(manager);
        if (definition is not null && filesAreNew && (found.Create != "inactive" || found.Init == "active"))
        {
            // Left by a run whose end nobody saw; it has other files mounted and may be of another definition.
            RemoveAgent.Remove(manager, name, user, keepNamespace: false, output);
            found = FindUnits(manager);
        }

        if (IsNamespaceFirst(manager))
        {
            MakeNamespaceAndContainer(manager, found);
        }
        else if (found.Init == "active" || Start(manager, found))
        {
            var claim = ContainerClaim.Read(user, name);
            output.Say(AgentMessage.Claim, $"{claim.Id} {claim.Process}");
        }
    }

    /// <summary>
    /// Whether the user's manager should run its generators. A unit of the very definition that the system's manager loaded
    /// needs none, whatever happened to the file since: what was loaded is what runs, as with every unit.
    /// </summary>
    private bool IsStale(ServiceManager manager) =>
        definition is not null
            ? !IsOfDefinition(manager)
            : new[] { _create, _init, UserUnits.Start(name) }.Any(manager.NeedsReload);

    /// <summary>The ActiveState of the container's units.</summary>
    private UnitStates FindUnits(ServiceManager manager) =>
        manager.ActiveStates(_create, _init, UserUnits.Start(name)) is [var create, var init, var start]
            ? new UnitStates(create, init, start)
            : throw new HostException($"the service manager of user {user} does not say how the units of {name} are");

    private readonly record struct UnitStates(string Create, string Init, string Start);

    /// <summary>Whether the unit makes the network namespace before the container is there.</summary>
    private bool IsNamespaceFirst(ServiceManager manager) =>
        definition is null ? manager.ServiceType(_init) == "notify" : namespaceFirst;

    /// <summary>Whether the user's manager has a definition of the container, and not only what remains without.</summary>
    private bool IsDefined(ServiceManager manager) =>
        manager.LoadState(_init) != "not-found"
        && !manager.HasEnvironment(_init, $"{UserUnits.DefinitionVariable}={UserUnits.NoDefinition}");

    /// <summary>Whether the user's manager and the system's have loaded the same definition.</summary>
    private bool IsOfDefinition(ServiceManager manager) =>
        manager.HasEnvironment(_init, $"{UserUnits.DefinitionVariable}={definition}");

    /// <summary>
    /// "systemctl daemon-reload" runs only the system's generators; one reload here serves every container that
    /// waits for it.
    /// </summary>
    private void Reload(ServiceManager manager)
    {
        using var turn = RuntimeLock.Acquire(StatePaths.ReloadLock(user.Uid), ReloadLimit);
        if (!IsStale(manager))
        {
            return;
        }

        _applied.Withdraw();
        manager.Reload();
        if (definition is null)
        {
            return;
        }

        if (IsOfDefinition(manager))
        {
            _applied.Keep(definition, () => Needed(manager));
        }
        else if (_applied.Install(definition))
        {
            output.Say(
                AgentMessage.Warning,
                $"the definition of {name} changed after the last 'systemctl daemon-reload': started as it was then"
            );
            manager.Reload();
        }
    }

    private void RequireLoaded(ServiceManager manager)
    {
        var state = manager.LoadState(_init);
        if (definition is not null && !IsDefined(manager))
        {
            throw new HostException(
                $"the service manager of user {user} finds no definition of {name}: it was removed or broken after the last "
                    + "'systemctl daemon-reload' (run it again: it reports errors), or that user cannot read it "
                    + $"(for example 'chgrp {user.Name} FILE && chmod 640 FILE')"
            );
        }

        if (state is not ("loaded" or "not-found"))
        {
            throw new HostException($"{_init} of user {user} cannot be loaded: {state}");
        }

        if (definition is not null && !IsOfDefinition(manager))
        {
            throw new HostException(
                $"the definition of {name} changed after the last 'systemctl daemon-reload'; run it again"
            );
        }
    }

    /// <summary>Has both made at the same time, and says of each when it is there.</summary>
    private void MakeNamespaceAndContainer(ServiceManager manager, UnitStates found)
    {
        var isRunning = found.Start == "active";
        if (!isRunning && !_isUnderWay)
        {
            var isUsed = found.Create is not ("inactive" or "failed");
            if (isUsed)
            {
                // By a run whose end nobody saw.
                RemoveAgent.Remove(manager, name, user, keepNamespace: true, output);
            }

            if (!Prepare(manager, isUsed ? FindUnits(manager) : found))
            {
                return;
            }
        }

        _isUnderWay = true;
        var (create, init) = (manager.Start(_create), manager.Start(_init));
        var pending = new List<string> { create, init };
        while (pending.Count > 0)
        {
            var (job, result) = manager.WaitForAny(pending, () => GoOn(manager));
            pending.Remove(job);
            if (job == init && result.Succeeded)
            {
                SayOnce(AgentMessage.Namespace, manager.MainProcess(_init).ToString(CultureInfo.InvariantCulture));
            }
            else if (job == create && result.Succeeded)
            {
                _made.Keep(manager, Needed(manager));
                SayOnce(AgentMessage.Created, ContainerClaim.ReadId(user, name));
            }
            else if (job == create && FailedPrerequisite(manager) is { } failed)
            {
                output.Say(AgentMessage.Failed, failed);
                return;
            }
            else if (job == create && definition is not null && LeftContainer.Remove(manager, name, output))
            {
                // Once: what is removed here is not there again.
                create = manager.Start(_create);
                pending.Add(create);
            }
            else
            {
                output.Say(AgentMessage.Failed, job == init ? _init : _create);
                return;
            }
        }

        // One that runs may end meanwhile, and would be started a second time.
        if (!isRunning && (_startWord ??= AgentInput.AwaitWord()) == UserAgent.BeginStart)
        {
            _ = manager.Start(UserUnits.Start(name));
            output.Say(AgentMessage.Starting);
        }
    }

    /// <summary>Has podman forget a container that ended with a user manager that was killed.</summary>
    private void ForgetKilled(ServiceManager manager, UnitStates found)
    {
        if (!IsLeftOver(found))
        {
            return;
        }

        output.Say(
            AgentMessage.Warning,
            $"the service manager of user {user} was killed while {name} was in it; podman is made to forget that"
        );
        _ = manager.Wait(manager.Start(UserUnits.PodmanReset), output.StayHeard);
        _ = LeftContainer.Remove(manager, name, output);
    }

    /// <summary>
    /// podman wants somebody to listen from the start: it asks for more time while it pulls the image, and fails if nobody is there.
    /// The supervisor, which reads what comes, takes its place later.
    /// </summary>
    private void Listen()
    {
        _notifications = NotifySocket.New();
        _notifications.Bind(user.Uid, name);
    }

    /// <summary>What comes before the container is created.</summary>
    /// <returns>Whether it can be.</returns>
    private bool Prepare(ServiceManager manager, UnitStates found)
    {
        PauseProcess.ForgetKilled(user);
        ForgetKilled(manager, found);
        Listen();
        return Remake(manager);
    }

    private void SayOnce(string kind, string text)
    {
        if (_said.Add(kind))
        {
            output.Say(kind, text);
        }
    }

    private void GoOn(ServiceManager manager)
    {
        // podman waits for room in it.
        _notifications?.Empty();
        output.StayHeard(() => Progress(manager));
    }

    private AgentMessage Progress(ServiceManager manager)
    {
        var unit = Needed(manager).FirstOrDefault(u => manager.ActiveState(u) is "activating" or "reloading");
        if (unit is not null)
        {
            var line = JournalMessages.LastLine(_since, UserJournal.OfPodman(unit, user.Uid));
            return new AgentMessage(AgentMessage.Creating, $"{unit} {line}");
        }

        var isCreating = manager.ActiveState(_create) == "activating";
        return new AgentMessage(isCreating ? AgentMessage.Creating : AgentMessage.Busy, "");
    }

    /// <summary>Has made again what was made of an earlier definition.</summary>
    /// <returns>Whether all is as it is defined.</returns>
    private bool Remake(ServiceManager manager)
    {
        // Not asked in vain: see ServiceManager.ActiveStates.
        foreach (var unit in _made.IsEmpty ? [] : Needed(manager).Where(u => _made.IsAnother(manager, u)))
        {
            if (!manager.Wait(manager.Reload(unit), () => GoOn(manager)).Succeeded)
            {
                output.Say(AgentMessage.Failed, unit);
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The units that make what the container names. To be asked for once the manager has loaded them: from then on they are these.
    /// </summary>
    private IReadOnlyList<string> Needed(ServiceManager manager) => _needed ??= Prerequisites.Of(manager, _create);

    /// <summary>The unit because of which the container could not be created.</summary>
    private string? FailedPrerequisite(ServiceManager manager) =>
        Needed(manager).FirstOrDefault(u => manager.ActiveState(u) == "failed");

    /// <returns>Whether it is initialized.</returns>
    private bool Start(ServiceManager manager, UnitStates found)
    {
        if (!_isUnderWay && !Prepare(manager, found))
        {
            return false;
        }

        _isUnderWay = true;
        if (StartInit(manager))
        {
            _made.Keep(manager, Needed(manager));
            return true;
        }

        var isCreated = manager.ActiveState(_create) == "active";
        if (!isCreated && FailedPrerequisite(manager) is { } failed)
        {
            output.Say(AgentMessage.Failed, failed);
            return false;
        }

        if (!isCreated && definition is not null && LeftContainer.Remove(manager, name, output) && StartInit(manager))
        {
            return true;
        }

        output.Say(AgentMessage.Failed, isCreated ? _init : _create);
        return false;
    }

    private bool StartInit(ServiceManager manager) => manager.Wait(manager.Start(_init), () => GoOn(manager)).Succeeded;

    /// <summary>
    /// Whether the runtime directory of the create unit is there without the unit: a manager removes it when the unit stops.
    /// </summary>
    private bool IsLeftOver(UnitStates found)
    {
        using var runtime = RuntimeDirectory.Open(user.Uid);
        using var left = runtime.TryOpen(StatePaths.UserDirectory(name), O_PATH);
        return left is not null && found.Create is ("inactive" or "failed");
    }
}
