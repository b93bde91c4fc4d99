// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;

namespace RootfulContainers.Definitions;

/// <summary>
/// What the rules over all definitions need of one container. The rest is forgotten as soon as its units are planned:
/// with thousands of definitions it would be most of the memory of a run.
/// </summary>
internal sealed class ContainerOutline
{
    private readonly int _mistakesWhenPlanned;

    /// <param name="container">Checked as far as it can be alone, which is how its units are planned.</param>
    /// <param name="uid">The owner's, when it is known.</param>
    public ContainerOutline(Decoded<ContainerDefinition> container, uint? uid)
    {
        var (definition, diagnostics) = container;
        Name = definition.Name;
        Path = definition.Path;
        Uid = uid;
        Networks = definition.Networks;
        Published = definition.Settings["publish"]?.Values ?? [];
        SharedNames =
        [
            .. definition.Settings["network_aliases"]?.Values ?? [],
            .. definition.Settings["hostname"]?.Values ?? [],
        ];
        Dependencies = [.. definition.Settings.Where(s => s.Key.Target.Place == TargetPlace.ContainerDependency)];
        Diagnostics = diagnostics;
        _mistakesWhenPlanned = diagnostics.Count;
    }

    public ContainerName Name { get; }

    public string Path { get; }

    public uint? Uid { get; }

    public IReadOnlyList<RequestedNetwork> Networks { get; }

    /// <summary>The values of <c>publish</c>.</summary>
    public IReadOnlyList<SettingValue> Published { get; }

    /// <summary>Names for DNS on every network.</summary>
    public IReadOnlyList<SettingValue> SharedNames { get; }

    /// <summary>The keys of <c>[depends]</c> that name definitions or units.</summary>
    public IReadOnlyList<Setting> Dependencies { get; }

    public List<Diagnostic> Diagnostics { get; }

    public bool WasBroken => _mistakesWhenPlanned > 0;

    /// <summary>The other definitions showed a mistake that its units, planned before, know nothing of.</summary>
    public bool IsRefuted => Diagnostics.Count > _mistakesWhenPlanned;
}
