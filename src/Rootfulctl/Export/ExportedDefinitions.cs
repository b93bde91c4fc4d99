// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>What is exported together, and what it speaks of.</summary>
/// <param name="Containers">In the order asked for.</param>
/// <param name="FindContainer">One of this host, exported or not.</param>
/// <param name="FindNetwork">The definition of a network; null when it has none.</param>
internal sealed record ExportedDefinitions(
    IReadOnlyList<ContainerDefinition> Containers,
    Func<string, ContainerDefinition?> FindContainer,
    Func<string, NetworkDefinition?> FindNetwork
)
{
    /// <summary>The uid of a user as a definition names it.</summary>
    public Func<string, uint?> FindUser { get; init; } = static _ => null;

    /// <summary>A network that has no definition as one; null when it is not known.</summary>
    public Func<string, NetworkDefinition?> ReadNetwork { get; init; } = static _ => null;

    /// <summary>What is known of a network, by its definition or by podman.</summary>
    public NetworkDefinition? Network(string name) => FindNetwork(name) ?? ReadNetwork(name);

    /// <summary>Its name; null for a uid without one.</summary>
    public Func<string, string?> NameUser { get; init; } = static user => user;

    /// <summary>The files that the definitions stand in.</summary>
    public IReadOnlyList<PlaybookFile> Files { get; init; } = [];

    /// <summary>The networks that the containers are on, in the order in which they are named.</summary>
    public IReadOnlyList<string> Networks =>
        [.. Containers.SelectMany(c => c.Networks).Select(n => n.Attachment.Name).Distinct(StringComparer.Ordinal)];

    public bool IsOfSameUser(ContainerDefinition one, ContainerDefinition other) =>
        one.User!.Text is var user
        && other.User?.Text is { } otherUser
        && (user == otherUser || (FindUser(user) is { } uid && uid == FindUser(otherUser)));

    public bool Has(string container) => Containers.Any(c => c.Name.ToString() == container);
}
