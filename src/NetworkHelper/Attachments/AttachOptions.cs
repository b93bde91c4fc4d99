// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>What setup and reload are told on their command line, checked.</summary>
internal sealed record AttachOptions(ContainerName Name, UserAccount User)
{
    public required IReadOnlyList<NetworkAttachment> Networks { get; init; }

    /// <summary>The container whose network namespace it shares, on whose networks it is; null when it has its own.</summary>
    public required ContainerName? NetworkOf { get; init; }

    /// <summary>Those of the networks that have a definition of their own; none manually.</summary>
    public required IReadOnlyList<DefinedNetwork> DefinedNetworks { get; init; }
    public required IReadOnlyList<PublishedPort> Publish { get; init; }

    /// <summary>DNS names on every network, besides the container's name and hostname.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    public required IReadOnlyList<string> DnsServers { get; init; }
    public required IReadOnlyList<string> DnsSearch { get; init; }
    public required IReadOnlyList<string> DnsOptions { get; init; }
    public required IReadOnlyList<HostEntry> AddHosts { get; init; }

    /// <summary>Null for podman's default, the first 12 digits of the container's id.</summary>
    public required string? Hostname { get; init; }

    /// <summary>What addresses and MACs derive from.</summary>
    public required string AddressKey { get; init; }

    /// <summary>Fingerprint of the definition the system manager loaded; null manually.</summary>
    public required string? Definition { get; init; }

    /// <summary>Whether that definition has the network namespace made before the container.</summary>
    public required bool NamespaceFirst { get; init; }

    /// <summary>Whether the container may be started before its supervisor is there.</summary>
    public required bool Start { get; init; }

    /// <summary>Fingerprint of all that was asked for, but for that of the definition; empty manually.</summary>
    public required string Command { get; init; }

    /// <summary>Settings of the container's unit that take a controller of control groups.</summary>
    public required IReadOnlyList<(string Controller, string Setting)> Limits { get; init; }

    /// <summary>What is the same as long as a container is attached in the same way.</summary>
    /// <param name="command">The whole command line of a setup.</param>
    public static string Fingerprint(IEnumerable<string> command) =>
        FingerprintText.Of(
            command
                .Skip(1)
                .Where(w => !w.StartsWith("--definition=", StringComparison.Ordinal))
                .Select(Encoding.UTF8.GetBytes)
        );
}
