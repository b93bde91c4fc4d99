// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary>
/// <c>create-network</c> and <c>remove-network</c>: a network of rootful podman, which knows nothing of the containers of users.
/// </summary>
/// <param name="global">Arguments of podman before the subcommand.</param>
internal sealed class NetworkCommand(string name, IReadOnlyList<string> global, NetworkCatalog networks, Log log)
{
    // Of "podman network rm", see podman-network-rm(1).
    private const int DoesNotExist = 1;
    private const int IsInUse = 2;

    private readonly NetworkCopies _copies = new(networks, log);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A stop and a detachment may take that long, unless the definition gives the container more time.
    private static readonly TimeSpan LeavingLimit = TimeSpan.FromSeconds(200);

    /// <summary>Makes the network, or recreates it when it was made from another definition and nobody uses it.</summary>
    /// <param name="definition">Fingerprint of the definition.</param>
    /// <param name="arguments">Of <c>podman network create</c>, without the name.</param>
    public void Create(string definition, IReadOnlyList<string> arguments)
    {
        // Nearly always; podman is not even asked.
        if (networks.Read(name)?.Definition == definition)
        {
            return;
        }

        string[] create = ["network", "create", .. arguments, $"--label={Network.DefinitionLabel}={definition}", name];
        using var turn = AwaitTurn();
        if (networks.ReadFile(name) is not { } old)
        {
            // Also where podman chose the subnet.
            if (!_copies.Restore(name, definition))
            {
                RequireSuccess(create);
            }

            return;
        }

        if (Network.Parse(old, name).Definition is null)
        {
            // As with "podman network create --ignore": what is there may have users that nobody here knows.
            log.Warning(
                $"network '{name}' was not made from its definition and is used as it is; to have it recreated, stop its "
                    + $"containers and run '{Environment.ProcessPath} remove-network {name}'"
            );
            return;
        }

        RemoveUnused("changed");
        try
        {
            RequireSuccess(create);
        }
        catch (HostException e)
        {
            networks.Restore(name, old);
            throw new HostException($"{e.Message}; network '{name}' stays as it was", e);
        }

        log.Notice($"network '{name}' was recreated: its definition changed");
    }

    /// <summary>Removes the network unless it is in use; already gone is fine.</summary>
    public void Remove()
    {
        using var turn = AwaitTurn();
        RemoveUnused("removed");
        _copies.Forget(name);
    }

    /// <param name="what">What does not happen when it is in use.</param>
    private void RemoveUnused(string what)
    {
        var users = NetworkUsers.Find(name);
        if (users.Count > 0)
        {
            throw InUse(what, users, UsersOfRoot());
        }

        var result = Run("network", "rm", name);
        if (result.Status == IsInUse && UsersOfRoot() is { Length: > 0 } ofRoot)
        {
            throw InUse(what, [], ofRoot);
        }

        if (result.Status is not (0 or DoesNotExist))
        {
            throw new HostException($"podman network rm: {result.MessageText}");
        }
    }

    /// <summary>
    /// Takes the networks' lock when no container is just leaving this network: when several are restarted, the first to come back
    /// finds the others leaving. They are not waited for under the lock, as a user decides how long the own container takes.
    /// </summary>
    private Descriptor AwaitTurn()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var turn = NetworkLock.AcquireForChange();
            if (
                clock.Elapsed > LeavingLimit
                || NetworkUsers.Find(name) is not { Count: > 0 } users
                || !users.All(u => ContainerUnits.IsLeaving(u.Container))
            )
            {
                return turn;
            }

            turn.Dispose();
            Thread.Sleep(Pause);
        }
    }

    private string[] UsersOfRoot()
    {
        var result = Run("ps", "--all", $"--filter=network={name}", "--format={{.Names}}");
        return result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private HostException InUse(string what, IReadOnlyList<NetworkUser> users, string[] ofRoot)
    {
        var steps = new List<string>();
        if (users.Count > 0)
        {
            steps.Add($"stop {string.Join(", ", users)}");
        }

        if (ofRoot.Length > 0)
        {
            steps.Add($"remove {string.Join(", ", ofRoot)} (rootful podman)");
        }

        return new HostException($"network '{name}' is in use and was not {what}; first {string.Join(" and ", steps)}");
    }

    private void RequireSuccess(string[] arguments)
    {
        var result = Run(arguments);
        if (result.Status != 0)
        {
            throw new HostException($"podman network create: {result.MessageText}");
        }

        if (result.MessageText.Length > 0)
        {
            log.Warning($"podman network create: {result.MessageText}");
        }
    }

    private ChildResult Run(params string[] arguments) => Podman.Run([.. global, .. arguments]);
}
