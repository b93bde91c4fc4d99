// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Images;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Definitions.Kinds.Volumes;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>What is exported together, and what it speaks of.</summary>
/// <param name="Containers">In the order asked for; pods are among them.</param>
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

    /// <summary>Volumes, images and builds that are exported, each behind those that it names.</summary>
    public IReadOnlyList<Prerequisite> Prerequisites { get; init; } = [];

    /// <summary>The one that a container names as <c>data.volume</c>, <c>app.image</c> or <c>app.build</c>.</summary>
    public Prerequisite? FindPrerequisite(string file) => Prerequisites.FirstOrDefault(p => FileName(p) == file);

    /// <summary>Null for a volume without a definition.</summary>
    public VolumeDefinition? FindVolume(string name) =>
        FindPrerequisite(name + PrerequisiteTable.Volume) as VolumeDefinition;

    /// <summary>Whether something else that is exported names it.</summary>
    public bool IsUsed(Prerequisite definition) =>
        FileName(definition) is var file
        && (
            Containers.Any(c =>
                c.Image?.Text == file || c.Volumes.Any(v => v.Split(':')[0] + PrerequisiteTable.Volume == file)
            ) || Prerequisites.Any(p => p.Image?.Text == file)
        );

    /// <summary>As definitions name it.</summary>
    public static string FileName(Prerequisite definition) =>
        definition.Name
        + definition switch
        {
            VolumeDefinition => PrerequisiteTable.Volume,
            ImageDefinition => DefinedImage.Image,
            _ => DefinedImage.Build,
        };

    /// <summary>Of a pod, those that are exported.</summary>
    public IEnumerable<ContainerDefinition> Members(ContainerDefinition pod) =>
        Containers.Where(c => c.Pod?.Text == pod.Name.ToString());

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
