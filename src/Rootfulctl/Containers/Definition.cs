// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Sources;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A definition of a container or a pod, whatever is wrong with it.</summary>
internal sealed class Definition(ContainerName name)
{
    public ContainerName Name { get; } = name;

    /// <summary>Null when it is masked.</summary>
    public string? Path => Checked?.Path;

    /// <summary>As far as it could be read; null when it is masked.</summary>
    public ContainerDefinition? Container { get; init; }

    /// <summary>What the rules over all definitions made of it; likewise.</summary>
    public CheckedDefinition? Checked { get; init; }

    public bool IsMasked => Checked is null;

    public bool IsBroken => Checked is { IsBroken: true };

    public IReadOnlyList<Diagnostic> Errors => Checked is null ? [] : Diagnostic.InOrder(Checked.Diagnostics);

    public uint? Uid => Checked?.Uid;

    /// <summary>As the definition names the user.</summary>
    public string? User => Container?.User?.Text;

    public string? Image =>
        Container?.Image?.Text
        ?? (
            Container?.Rootfs is { } rootfs ? $"rootfs:{rootfs.Text}"
            : Container is { IsPod: true } ? "pod"
            : null
        );

    public bool HasHealthCheck => Container?.HealthCommand is not null;

    public IEnumerable<string> Networks => Checked?.Networks.Select(n => n.Attachment.Name) ?? [];

    public IEnumerable<string> Ports => Checked?.Ports.Select(p => p.Port.ToString()) ?? [];
}
