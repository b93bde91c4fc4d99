// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>
/// What the rules over all definitions need of one, and its units as far as it knows them alone. The rest is forgotten: with
/// thousands of definitions it would be most of the memory of a run.
/// </summary>
internal abstract class CheckedDefinition(ContainerName name, string path, List<Diagnostic> diagnostics)
{
    public ContainerName Name { get; } = name;

    public string Path { get; } = path;

    public List<Diagnostic> Diagnostics { get; } = diagnostics;

    public bool IsBroken => Diagnostics.Count > 0;

    /// <summary>Of the user whose service manager has units of it too; <see langword="null"/> when it is not known.</summary>
    public uint? Uid { get; init; }

    /// <summary>The networks that it is on.</summary>
    public IReadOnlyList<RequestedNetwork> Networks { get; init; } = [];

    /// <summary>The ports of the host that lead to it.</summary>
    public IReadOnlyList<RequestedPort> Ports { get; init; } = [];

    /// <summary>The container whose network namespace it shares, or the pod it is in.</summary>
    public Setting? NetworkOf { get; init; }

    public bool IsPod { get; init; }

    /// <summary>Whether it has a network namespace that others can share.</summary>
    public bool IsSharable { get; init; }

    /// <summary>Whether it is there only until its work is done.</summary>
    public bool IsJob { get; init; }

    /// <summary>Names for DNS on every network that it is on.</summary>
    public IReadOnlyList<SettingValue> SharedNames { get; init; } = [];

    /// <summary>Whether its name may stand in <c>[depends]</c> of another one.</summary>
    public bool IsDependency { get; init; }

    /// <summary>The keys of <c>[depends]</c> that name definitions or units.</summary>
    public IReadOnlyList<Setting> Dependencies { get; init; } = [];

    /// <summary>Of the network that it defines; <see langword="null"/> when it defines none.</summary>
    public IReadOnlyList<NetworkSubnet>? Subnets { get; init; }

    /// <summary>Its units, once all definitions are checked.</summary>
    public abstract IEnumerable<UnitEntry> Units(PlanContext context);
}
