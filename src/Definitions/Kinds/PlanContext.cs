// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds;

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

    public string NamespaceHolder => $"{Programs}/namespace-holder";

    public string Generator => $"{Programs}/rootful-container-generator";
}

/// <summary>What the definitions of one run share.</summary>
/// <param name="readGroups">Only asked for when a definition is not open to everybody.</param>
internal sealed class PlanContext(Scope scope, Installation installation, UserTable users, Func<GroupTable> readGroups)
{
    private readonly HashSet<uint> _owners = [];
    private GroupTable? _groups;

    public Scope Scope { get; } = scope;

    public Installation Installation { get; } = installation;

    public UserTable Users { get; } = users;

    public GroupTable Groups => _groups ??= readGroups();

    /// <summary>Where planned units wait for the check of all definitions.</summary>
    public UnitStore Units { get; } = new();

    /// <summary>Networks that a unit of ours creates, with the fingerprints of their definitions.</summary>
    public Dictionary<string, string> DefinedNetworks { get; } = new(StringComparer.Ordinal);

    /// <summary>For what is only checked: it finds volumes and images, and adds none.</summary>
    public PlanContext Aside => new(Scope, Installation, Users, () => Groups) { Prerequisites = Prerequisites };

    /// <summary>Volumes, images and builds.</summary>
    public PrerequisiteTable Prerequisites { get; private init; } = new();

    /// <summary>The containers of each pod; complete once all definitions are read.</summary>
    public Dictionary<string, List<CheckedDefinition>> PodMembers { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether no definition of this user has been planned before.</summary>
    public bool IsFirstOf(uint uid) => _owners.Add(uid);
}
