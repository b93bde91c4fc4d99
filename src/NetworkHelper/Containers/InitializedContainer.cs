// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Gets the container created and initialized, not yet running, in the user's own service manager.
/// </summary>
/// <remarks>
/// It connects at once: a manager takes its time to let a client in, in which the caller has other things to read.
/// </remarks>
internal sealed class InitializedContainer(ContainerName name, UserAccount user, string? definition, Log log)
    : IDisposable
{
    /// <summary>The environment variable of the generated init unit that names the definition it was made from.</summary>
    public const string DefinitionVariable = "ROOTFUL_CONTAINERS_DEFINITION";

    // TimeoutStopSec= of rootful-network@ has room for it; what is left then is the user's own container.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(80);

    private ServiceManager? _manager = ServiceManager.TryOfUser(user.Uid);

    /// <param name="filesAreNew">
    /// Whether the files mounted into the container were just made: a container that is already there has older ones.
    /// </param>
    public async Task<ContainerProcess> Get(bool filesAreNew)
    {
        var manager = Manager();
        if (IsStale(manager))
        {
            Reload(manager);
            RequireLoaded(manager);
        }

        if (definition is null && manager.LoadState(UserUnits.Init(name)) == "not-found")
        {
            log.Notice($"{UserUnits.Init(name)} does not exist; asking podman of user {user} for container {name}");
            return ContainerProcess.Verify(await UserPodman.Inspect(user, name), user, unit: null);
        }

        if (definition is not null && filesAreNew && manager.ActiveState(UserUnits.Create(name)) != "inactive")
        {
            // Left by a run whose end nobody saw; it has other files mounted and may be of another definition.
            Stop(manager, name);
        }

        await Start(manager);
        return ContainerProcess.Verify(ContainerClaim.Read(user, name), user, UserUnits.Init(name));
    }

    public void Dispose() => _manager?.Dispose();

    /// <summary>Removes the container, for teardown; a user manager that is gone has nothing to stop.</summary>
    public static void Stop(ContainerName name, uint uid)
    {
        using var manager = ServiceManager.TryOfUser(uid, StopLimit);
        if (manager is not null)
        {
            Stop(manager, name);
        }
    }

    private static void Stop(ServiceManager manager, ContainerName name)
    {
        // A container that ended by itself leaves the failure to be seen; one that is stopped here did not fail.
        var isStoppedHere = manager.ActiveState(UserUnits.Init(name)) == "active";
        // Each by itself: units whose definition was removed meanwhile have lost their dependencies on each other.
        foreach (var unit in new[] { UserUnits.Start(name), UserUnits.Init(name), UserUnits.Create(name) })
        {
            if (manager.Stop(unit) is { } job)
            {
                manager.Wait(job);
            }
        }

        if (isStoppedHere)
        {
            manager.ResetFailed(UserUnits.Init(name));
        }
    }

    /// <summary>Another manager than the one of the beginning, if the caller had to wait for its turn meanwhile.</summary>
    private ServiceManager Manager()
    {
        if (_manager is not { IsConnected: true })
        {
            _manager?.Dispose();
            _manager = null;
            _manager = ServiceManager.TryOfUser(user.Uid) ?? StartManager();
        }

        return _manager;
    }

    /// <summary>The units require user@UID.service; by hand nobody did yet.</summary>
    private ServiceManager StartManager()
    {
        using var system = ServiceManager.OfSystem();
        var unit = $"user@{user.Uid}.service";
        var result = system.Wait(system.Start(unit));
        return result.Succeeded
            ? ServiceManager.OfUser(user.Uid)
            : throw new HostException($"{unit} could not be started ({result.Result}); see 'systemctl status {unit}'");
    }

    /// <summary>
    /// Whether the user's manager should run its generators. A unit of the very definition that the system's manager loaded
    /// needs none, whatever happened to the file since: what was loaded is what runs, as with every unit.
    /// </summary>
    private bool IsStale(ServiceManager manager) =>
        definition is not null
            ? !IsOfDefinition(manager)
            : new[] { UserUnits.Create(name), UserUnits.Init(name), UserUnits.Start(name) }.Any(manager.NeedsReload);

    /// <summary>Whether the user's manager and the system's have loaded the same definition.</summary>
    private bool IsOfDefinition(ServiceManager manager) =>
        manager.HasEnvironment(UserUnits.Init(name), $"{DefinitionVariable}={definition}");

    /// <summary>
    /// "systemctl daemon-reload" runs only the system's generators; one reload here serves every container that
    /// waits for it.
    /// </summary>
    private void Reload(ServiceManager manager)
    {
        using var turn = RuntimeLock.Acquire($"{StateDirectory.Base}/.reload-{user.Uid}");
        if (IsStale(manager))
        {
            manager.Reload();
        }
    }

    private void RequireLoaded(ServiceManager manager)
    {
        var unit = UserUnits.Init(name);
        var state = manager.LoadState(unit);
        if (state == "not-found" && definition is not null)
        {
            throw new HostException(
                $"{unit} does not exist in the manager of user {user}: the definition must be readable by that user "
                    + $"(for example 'chgrp {user.Name} FILE && chmod 640 FILE'), then 'systemctl daemon-reload'"
            );
        }

        if (state is not ("loaded" or "not-found"))
        {
            throw new HostException($"{unit} of user {user} cannot be loaded: {state}");
        }

        if (definition is not null && !IsOfDefinition(manager))
        {
            throw new HostException(
                $"the definition of {name} changed after the last 'systemctl daemon-reload'; run it again"
            );
        }
    }

    private async Task Start(ServiceManager manager)
    {
        if (manager.ActiveState(UserUnits.Init(name)) == "active")
        {
            return;
        }

        if (IsLeftOver(manager))
        {
            log.Warning($"the manager of user {user} was killed while {name} was in it; podman is made to forget that");
            _ = manager.Wait(manager.Start(UserUnits.PodmanReset));
        }

        var since = DateTimeOffset.UtcNow;
        var result = manager.Wait(manager.Start(UserUnits.Init(name)));
        if (result.Succeeded)
        {
            return;
        }

        var unit =
            manager.ActiveState(UserUnits.Create(name)) == "active" ? UserUnits.Init(name) : UserUnits.Create(name);
        throw new HostException($"{unit} of user {user} failed: {await LastMessages(unit, since)}");
    }

    /// <summary>
    /// Whether the runtime directory of the create unit is there without the unit: a manager removes it when the unit stops.
    /// </summary>
    private bool IsLeftOver(ServiceManager manager)
    {
        using var runtime = RuntimeDirectory.Open(user.Uid);
        using var left = runtime.TryOpen($"rootful-containers/{name}", O_PATH);
        return left is not null && manager.ActiveState(UserUnits.Create(name)) is ("inactive" or "failed");
    }

    /// <summary>podman's own words.</summary>
    private async Task<string> LastMessages(string unit, DateTimeOffset since)
    {
        var text = await JournalMessages.Last(
            since,
            string.Create(CultureInfo.InvariantCulture, $"_UID={user.Uid}"),
            // Not by unit: the journal no longer knows the unit of a process that ended at once.
            $"SYSLOG_IDENTIFIER={unit[..unit.LastIndexOf('.')]}"
        );
        return text.Length > 0 ? text : $"see 'journalctl --user-unit={unit}'";
    }
}
