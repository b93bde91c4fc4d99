// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary>What setup and reload are told on their command line, checked.</summary>
internal sealed record AttachOptions(ContainerName Name, UserAccount User)
{
    public required IReadOnlyList<NetworkAttachment> Networks { get; init; }

    /// <summary>Those of the networks that have a definition of their own; none by hand.</summary>
    public required IReadOnlyList<DefinedNetwork> DefinedNetworks { get; init; }
    public required IReadOnlyList<PublishedPort> Publish { get; init; }

    /// <summary>DNS names on every network, besides the container's name and hostname.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    public required IReadOnlyList<string> DnsServers { get; init; }
    public required IReadOnlyList<string> DnsSearch { get; init; }
    public required IReadOnlyList<string> DnsOptions { get; init; }
    public required IReadOnlyList<(string Host, string Address)> AddHosts { get; init; }

    /// <summary>Null for podman's default, the first 12 digits of the container's id.</summary>
    public required string? Hostname { get; init; }

    /// <summary>What addresses and MACs derive from.</summary>
    public required string AddressKey { get; init; }

    /// <summary>Fingerprint of the definition the system manager loaded; null by hand.</summary>
    public required string? Definition { get; init; }

    /// <summary>Settings of the container's unit that take a controller of control groups.</summary>
    public required IReadOnlyList<(string Controller, string Setting)> Limits { get; init; }
}
