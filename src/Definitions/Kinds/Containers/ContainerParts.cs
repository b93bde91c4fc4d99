// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>The parts of a container's units that values pass through to; one manager has the first two, the other the rest.</summary>
internal sealed class ContainerParts
{
    /// <summary><c>podman create</c>.</summary>
    public CommandLine? Create { get; init; }

    /// <summary>How many of its flags are only for what is there.</summary>
    public int OptionalFlags { get; set; }

    /// <summary>[Service] of the unit that holds the container's processes.</summary>
    public UnitSection? Processes { get; init; }

    /// <summary>Flags of the network helper.</summary>
    public List<(string Flag, string Value)>? Helper { get; init; }

    /// <summary>[Unit] of rootful-container@.</summary>
    public UnitSection? Unit { get; init; }

    /// <summary>[Service] of the same.</summary>
    public UnitSection? Service { get; init; }

    /// <summary>[Timer] of the same, which is made for itself.</summary>
    public UnitSection? Timer { get; init; }
}
