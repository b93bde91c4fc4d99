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

/// <summary>All definitions and a scope become units, in the order of the definitions.</summary>
internal static class UnitPlan
{
    public static IEnumerable<UnitEntry> Make(
        DefinitionSet definitions,
        UserTable users,
        Scope scope,
        Installation installation
    ) =>
        scope is Scope.User user
            ? definitions
                .Containers.Where(c => !c.IsBroken && users.Find(c.Definition.User!.Text) == user.Uid)
                .SelectMany(c => UserUnits(c.Definition))
            : SystemUnits(definitions, users, installation);

    private static IEnumerable<UnitEntry> UserUnits(ContainerDefinition definition)
    {
        yield return CreateUnit.Plan(definition);
        yield return InitUnit.Plan(definition);
        yield return StartUnit.Plan(definition);
    }

    private static IEnumerable<UnitEntry> SystemUnits(
        DefinitionSet definitions,
        UserTable users,
        Installation installation
    )
    {
        var networks = new HashSet<string>(StringComparer.Ordinal);
        foreach (var network in definitions.Networks)
        {
            networks.Add(network.Definition.Name.ToString());
            yield return network.IsBroken
                ? PodmanNetworkUnit.Refuse(network.Definition, network.Diagnostics, installation.Helper)
                : PodmanNetworkUnit.Plan(network.Definition);
        }

        foreach (var container in definitions.Containers)
        {
            var definition = container.Definition;
            var unit = UnitNames.Container(definition.Name.ToString());
            if (container.IsBroken)
            {
                yield return ContainerDropIn.Refuse(definition, container.Diagnostics, installation.Helper);
            }
            else
            {
                // The rules over all definitions made sure that the user is known.
                var planned = new PlannedContainer(definition, users.Find(definition.User!.Text)!.Value);
                yield return NetworkDropIn.Plan(planned, networks, installation.Helper);
                yield return ContainerDropIn.Plan(planned, installation.Supervisor);
            }

            // Also of a broken definition: what is to start at boot is to fail at boot, where it is seen.
            foreach (var target in definition.AutostartTargets)
            {
                yield return new UnitLink(
                    $"{target}.wants/{unit}",
                    $"{installation.Templates}/rootful-container@.service"
                );
            }
        }
    }
}
