// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>
/// Run by the container's user, in <c>rootful-update@</c> of the user's own manager: has the supervisor ask for a restart, and
/// ends when the container was started again, or failed to. podman auto-update goes by that, and rolls back.
/// </summary>
internal sealed class ContainerRestart(ServiceManager manager, ContainerName name, uint user)
{
    // How long nothing may happen: systemd waits for RestartSec= before it starts again what has failed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _create = UserUnits.Create(name);
    private readonly string _init = UserUnits.Init(name);
    private readonly string _start = UserUnits.Start(name);

    /// <exception cref="HostException">It did not come up again.</exception>
    public static void Run(ContainerName name, UserAccount user)
    {
        using var manager = ServiceManager.OfUser(user.Uid);
        manager.Subscribe();
        new ContainerRestart(manager, name, user.Uid).Run();
    }

    private void Run()
    {
        // What has begun before was perhaps created from an image that was taken back since.
        var earlier = manager.LastStart(_create);
        var lastStart = manager.LastChange(_start);
        ulong? attempt = null;
        var isAsked = Ask();
        var clock = Stopwatch.StartNew();
        var sinceAsked = Stopwatch.StartNew();
        while (true)
        {
            manager.WaitForChange(Pause);
            // 0 while the unit is not loaded.
            var begun = manager.LastStart(_create);
            if (begun > earlier)
            {
                attempt ??= begun;
                if (IsUp(attempt.Value, begun))
                {
                    return;
                }
            }
            // While it is being created nobody listens who would heed it.
            else if (sinceAsked.Elapsed >= Pause && manager.ActiveState(_start) is "activating" or "active")
            {
                isAsked |= Ask();
                sinceAsked.Restart();
            }

            if (attempt is null && clock.Elapsed > Patience && manager.LastChange(_start) == lastStart)
            {
                throw new HostException(
                    isAsked
                        ? $"{name} was not restarted; its definition needs 'auto_update' for that"
                        : $"{name} does not run and nobody starts it; 'systemctl start rootful-container@{name}' does"
                );
            }
        }
    }

    /// <returns>Whether somebody listens; nobody does when an update before this one has failed, and systemd is about to start it again.</returns>
    private bool Ask() => NotifySocket.TrySend(StatePaths.File(name, StatePaths.Notify), NotifyMessage.Restart);

    /// <exception cref="HostException">It has failed.</exception>
    private bool IsUp(ulong attempt, ulong begun)
    {
        RequireNoFailure(_create, attempt);
        if (begun != attempt)
        {
            // What failed need not remain so: systemd starts it again.
            throw Failure(_start);
        }

        var created = manager.LastActivation(_create);
        if (created < attempt)
        {
            return false;
        }

        // How the old container ends says nothing about the new one.
        RequireNoFailure(_init, created);
        RequireNoFailure(_start, created);
        return manager.LastActivation(_start) > created && manager.ActiveState(_start) == "active";
    }

    private void RequireNoFailure(string unit, ulong since)
    {
        if (manager.LastChange(unit) > since && manager.ActiveState(unit) == "failed")
        {
            throw Failure(unit);
        }
    }

    private HostException Failure(string unit) =>
        new($"{unit} failed; {UserJournal.See(UserJournal.OfUnit(unit, user))}");
}
