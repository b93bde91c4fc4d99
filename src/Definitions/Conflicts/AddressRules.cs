// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Definitions.Conflicts;

/// <summary>Fixed addresses: each is one container's, and lies in its network where that is defined here.</summary>
internal static class AddressRules
{
    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        var networks = definitions
            .Where(d => d.Subnets is not null)
            .ToDictionary(d => d.Name.ToString(), StringComparer.Ordinal);
        var owners = new Dictionary<(string Network, string Address), CheckedDefinition>();
        foreach (var container in definitions)
        {
            foreach (var request in container.Networks)
            {
                foreach (var message in Errors(request.Attachment, container, networks, owners))
                {
                    container.Diagnostics.Add(new Diagnostic(request.Position, message));
                }
            }
        }
    }

    private static IEnumerable<string> Errors(
        NetworkAttachment attachment,
        CheckedDefinition container,
        Dictionary<string, CheckedDefinition> networks,
        Dictionary<(string Network, string Address), CheckedDefinition> owners
    )
    {
        var network = networks.GetValueOrDefault(attachment.Name);
        if (network is { IsBroken: true })
        {
            // Without this the start would only say that a dependency failed.
            yield return $"network '{attachment.Name}' is not created, for {network.Diagnostics[0]}";
        }

        foreach (var text in Fixed(attachment))
        {
            if (!owners.TryAdd((attachment.Name, text), container))
            {
                var owner = owners[(attachment.Name, text)];
                yield return $"{text} on network '{attachment.Name}' is already given to '{owner.Name}' ({owner.Path})";
            }
        }

        foreach (var address in new[] { attachment.Ipv4, attachment.Ipv6 })
        {
            if (
                address is not null
                && network is { IsBroken: false }
                && Outside(network, network.Subnets!, address) is { } reason
            )
            {
                yield return reason;
            }
        }
    }

    private static IEnumerable<string> Fixed(NetworkAttachment attachment)
    {
        string?[] addresses =
        [
            attachment.Ipv4?.ToString(),
            attachment.Ipv6?.ToString(),
            attachment.Mac?.ToUpperInvariant(),
        ];
        return addresses.OfType<string>();
    }

    private static string? Outside(CheckedDefinition network, IReadOnlyList<NetworkSubnet> subnets, IPAddress address)
    {
        if (subnets.Count == 0)
        {
            return null; // podman chooses the subnet; the network helper checks when it attaches
        }

        foreach (var subnet in subnets)
        {
            if (subnet.Prefix.BaseAddress.AddressFamily == address.AddressFamily && subnet.Prefix.Contains(address))
            {
                return address.Equals(subnet.Gateway ?? Subnet.FirstHost(subnet.Prefix))
                        ? $"{address} is the gateway of network '{network.Name}' ({network.Path})"
                    : new Subnet(subnet.Prefix).IsReserved(address)
                        ? $"{address} is no host's address in network '{network.Name}' ({network.Path})"
                    : null;
            }
        }

        var all = string.Join(", ", subnets.Select(s => s.Prefix.ToString()));
        return $"{address} is outside network '{network.Name}', which has {all} ({network.Path})";
    }
}
