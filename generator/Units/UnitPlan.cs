// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator.Units;

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
}

/// <summary>A definition without mistakes, and its user's uid.</summary>
internal sealed record PlannedContainer(ContainerDefinition Definition, uint Uid);

/// <summary>All definitions and a scope become a tree of units.</summary>
internal static class UnitPlan
{
    public static UnitTree Make(DefinitionSet definitions, UserTable users, Scope scope, Installation installation)
    {
        var tree = new UnitTree();
        if (scope is Scope.User user)
        {
            foreach (var container in definitions.Containers)
            {
                AddUserUnits(tree, container, users, user.Uid);
            }

            return tree;
        }

        var networks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var network in definitions.Networks)
        {
            networks.Add(network.Definition.Name.ToString());
            tree.Add(
                network.IsBroken
                    ? PodmanNetworkUnit.Refuse(network.Definition, network.Diagnostics, installation.Helper)
                    : PodmanNetworkUnit.Plan(network.Definition)
            );
        }

        foreach (var container in definitions.Containers)
        {
            AddSystemUnits(tree, container, users, networks, installation);
        }

        return tree;
    }

    private static void AddUserUnits(UnitTree tree, Decoded<ContainerDefinition> container, UserTable users, uint uid)
    {
        var definition = container.Definition;
        if (!container.IsBroken && users.Find(definition.User!.Text) == uid)
        {
            tree.Add(CreateUnit.Plan(definition));
            tree.Add(InitUnit.Plan(definition));
            tree.Add(StartUnit.Plan(definition));
        }
    }

    private static void AddSystemUnits(
        UnitTree tree,
        Decoded<ContainerDefinition> container,
        UserTable users,
        HashSet<string> networks,
        Installation installation
    )
    {
        var definition = container.Definition;
        var unit = UnitNames.Container(definition.Name.ToString());
        // Also of a broken definition: what is to start at boot is to fail at boot, where it is seen.
        foreach (var target in definition.AutostartTargets)
        {
            tree.AddLink($"{target}.wants/{unit}", $"{installation.Templates}/rootful-container@.service");
        }

        if (container.IsBroken)
        {
            tree.Add(ContainerDropIn.Refuse(definition, container.Diagnostics, installation.Helper));
            return;
        }

        // The rules over all definitions made sure that the user is known.
        var planned = new PlannedContainer(definition, users.Find(definition.User!.Text)!.Value);
        tree.Add(NetworkDropIn.Plan(planned, networks, installation.Helper));
        tree.Add(ContainerDropIn.Plan(planned, installation.Supervisor));
    }
}
