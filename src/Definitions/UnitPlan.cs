// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;

namespace RootfulContainers.Definitions;

/// <summary>Whose manager runs the generator.</summary>
internal abstract record Scope
{
    private Scope() { }

    internal sealed record System : Scope;

    /// <summary>Only containers of this user are generated.</summary>
    internal sealed record User(uint Uid) : Scope;
}

/// <summary>Where the units find what was installed with the generator.</summary>
/// <param name="Programs">Absolute path of the directory that holds network-helper and container-supervisor.</param>
/// <param name="Templates">Directory of the shipped system units.</param>
internal sealed record Installation(string Programs, string Templates)
{
    public string Helper => $"{Programs}/network-helper";

    public string Supervisor => $"{Programs}/container-supervisor";

    public string Generator => $"{Programs}/rootful-container-generator";
}

/// <summary>A definition without mistakes, and its user's uid.</summary>
internal sealed record PlannedContainer(ContainerDefinition Definition, uint Uid);

/// <summary>Definitions become the units of one manager, one after the other.</summary>
internal sealed class UnitPlan(Scope scope, Installation installation, UserTable users)
{
    private readonly HashSet<uint> _owners = [];
    private readonly Dictionary<string, string> _definedNetworks = new(StringComparer.Ordinal);

    public IEnumerable<UnitEntry> Network(Decoded<NetworkDefinition> network)
    {
        var definition = network.Definition;
        if (scope is Scope.User)
        {
            return [];
        }

        if (network.IsBroken)
        {
            // The containers on it will be refuted.
            return [PodmanNetworkUnit.Refuse(definition, Diagnostic.InOrder(network.Diagnostics), installation.Helper)];
        }

        _definedNetworks.Add(definition.Name.ToString(), PodmanNetworkUnit.Fingerprint(definition));
        return [PodmanNetworkUnit.Plan(definition, installation.Helper)];
    }

    /// <param name="container">Its networks have been planned before.</param>
    /// <param name="uid">Known, unless the container is broken.</param>
    public IEnumerable<UnitEntry> Container(Decoded<ContainerDefinition> container, uint? uid) =>
        scope is not Scope.User user ? PlanSystem(container, uid)
        : user.Uid == uid && !container.IsBroken ? PlanUser(container.Definition)
        : [];

    /// <summary>Once all containers are there.</summary>
    public IEnumerable<UnitEntry> FixedAddresses(IEnumerable<ContainerOutline> containers) =>
        scope is Scope.User ? [] : FixedAddressTable.Plan(containers);

    /// <summary>What becomes of the units of a container that the other definitions show to be broken.</summary>
    public IEnumerable<UnitEntry> TakeBack(ContainerOutline container)
    {
        var name = container.Name;
        if (scope is Scope.User user)
        {
            return user.Uid != container.Uid || container.WasBroken
                ? []
                :
                [
                    new UnitWithdrawal(UserUnits.Create(name)),
                    new UnitWithdrawal(UserUnits.Init(name)),
                    new UnitWithdrawal(UserUnits.Start(name)),
                ];
        }

        var refusal = ContainerDropIn.Refuse(
            name,
            container.Path,
            Diagnostic.InOrder(container.Diagnostics),
            installation.Helper
        );
        var old = new UnitWithdrawal(refusal.Path);
        return container.WasBroken
            ? [old, refusal]
            : [new UnitWithdrawal(SystemUnits.DropIn(SystemUnits.Network(name))), old, refusal];
    }

    private static IEnumerable<UnitEntry> PlanUser(ContainerDefinition definition)
    {
        yield return CreateUnit.Plan(definition);
        yield return InitUnit.Plan(definition);
        yield return StartUnit.Plan(definition);
    }

    private IEnumerable<UnitEntry> PlanSystem(Decoded<ContainerDefinition> container, uint? uid)
    {
        var definition = container.Definition;
        if (container.IsBroken)
        {
            yield return ContainerDropIn.Refuse(
                definition.Name,
                definition.Path,
                Diagnostic.InOrder(container.Diagnostics),
                installation.Helper
            );
        }
        else
        {
            var planned = new PlannedContainer(definition, uid!.Value);
            if (_owners.Add(planned.Uid) && users.Find(planned.Uid) is { } user)
            {
                yield return LingerDropIn.Plan(user);
            }

            yield return NetworkDropIn.Plan(planned, _definedNetworks, installation.Helper);
            yield return ContainerDropIn.Plan(planned, installation.Supervisor, installation.Helper);
        }

        // Also of a broken definition: what is to start at boot is to fail at boot, where it is seen.
        foreach (var target in definition.AutostartTargets)
        {
            yield return new UnitLink(
                $"{target}.wants/{SystemUnits.Container(definition.Name)}",
                $"{installation.Templates}/{SystemUnits.ContainerTemplate}"
            );
        }
    }
}
