// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Definitions.Values;

/// <summary>A subnet of a network; what is not given podman chooses.</summary>
internal sealed record NetworkSubnet(IPNetwork Prefix)
{
    public IPAddress? Gateway { get; init; }

    /// <summary>What rootful podman gives out by itself; addresses of definitions lie outside.</summary>
    public string? LeaseRange { get; init; }
}
