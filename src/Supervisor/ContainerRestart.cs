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
        var (lastCreated, lastChange) = (manager.LastActivation(_create), manager.LastChange(_create));
        var lastStart = manager.LastChange(_start);
        // Nobody listens when an update before this one has failed: then systemd is about to start it again.
        var isAsked = NotifySocket.TrySend(StatePaths.File(name, StatePaths.Notify), NotifyMessage.Restart);
        var clock = Stopwatch.StartNew();
        while (true)
        {
            manager.WaitForChange(Pause);
            RequireNoFailure(_create, lastChange);
            var created = manager.LastActivation(_create);
            // How the old container ends says nothing about the new one.
            if (created != lastCreated)
            {
                RequireNoFailure(_init, created);
                RequireNoFailure(_start, created);
                if (manager.LastChange(_start) > created && manager.ActiveState(_start) == "active")
                {
                    return;
                }
            }
            else if (clock.Elapsed > Patience && manager.LastChange(_start) == lastStart)
            {
                throw new HostException(
                    isAsked
                        ? $"{name} was not restarted; its definition needs 'auto_update' for that"
                        : $"{name} does not run and nobody starts it; 'systemctl start rootful-container@{name}' does"
                );
            }
        }
    }

    private void RequireNoFailure(string unit, ulong since)
    {
        if (manager.LastChange(unit) > since && manager.ActiveState(unit) == "failed")
        {
            throw new HostException($"{unit} failed; {UserJournal.See(UserJournal.OfUnit(unit, user))}");
        }
    }
}
