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
/// <param name="Helper">Absolute path of network-helper.</param>
/// <param name="Templates">Directory of the shipped system units.</param>
internal sealed record Installation(string Helper, string Templates);

/// <summary>A definition without mistakes, and its user's uid.</summary>
internal sealed record PlannedContainer(ContainerDefinition Definition, uint Uid);

/// <summary>All definitions and a scope become a tree of units.</summary>
internal static class UnitPlan
{
    public static UnitTree Make(
        IEnumerable<Decoded<ContainerDefinition>> containers,
        UserTable users,
        Scope scope,
        Installation installation
    )
    {
        var tree = new UnitTree();
        foreach (var container in containers)
        {
            if (scope is Scope.User user)
            {
                AddUserUnits(tree, container, users, user.Uid);
            }
            else
            {
                AddSystemUnits(tree, container, users, installation);
            }
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
        tree.Add(NetworkDropIn.Plan(planned, installation.Helper));
        tree.Add(ContainerDropIn.Plan(planned, installation.Helper));
    }
}
