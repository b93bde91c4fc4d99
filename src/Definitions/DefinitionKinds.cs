// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using RootfulContainers.Definitions.Kinds.Builds;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Images;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Pods;
using RootfulContainers.Definitions.Kinds.Volumes;

namespace RootfulContainers.Definitions;

/// <summary>All kinds of definitions.</summary>
internal static class DefinitionKinds
{
    /// <summary>In the order in which their files are read: first those that others speak of, last pods and containers.</summary>
    public static readonly IReadOnlyList<DefinitionKind> All =
    [
        new NetworkKind(),
        new ImageKind(),
        new BuildKind(),
        new VolumeKind(),
        new PodKind(),
        new ContainerKind(),
    ];

    /// <summary>
    /// When a file is read, among the others. Containers and pods, which share names, ports and addresses, are read in the order of their
    /// file names alone.
    /// </summary>
    public static int TurnOf(string fileName) => Math.Min(IndexOf(fileName), All.Count - 2);

    /// <summary>The place in <see cref="All"/> of the kind whose name a file has, whatever its name is otherwise.</summary>
    public static int IndexOf(string fileName)
    {
        var index = 0;
        while (!fileName.EndsWith(All[index].Suffix, StringComparison.Ordinal))
        {
            index++;
        }

        return index;
    }

    /// <param name="fileName">It ends as that of the most general kind, <c>.toml</c>.</param>
    public static bool TryParse(
        string fileName,
        [NotNullWhen(true)] out DefinitionKind? kind,
        out ContainerName name,
        [NotNullWhen(false)] out string? error
    )
    {
        kind = All[IndexOf(fileName)];
        var text = fileName[..^kind.Suffix.Length];
        // [depends] could not tell the definition from the unit.
        error =
            !ContainerName.TryParse(text, out name, out var reason) ? $"file name: {reason}"
            : SystemUnits.IsUnit(text) ? $"file name: a definition must not be named like a unit, as '{text}' is"
            : kind.CheckName(text) is { } foreign ? $"file name: {foreign}"
            : null;
        return error is null;
    }
}
