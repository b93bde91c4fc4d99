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
                foreach (var (key, message) in Errors(request.Attachment, container, networks, owners))
                {
                    container.Diagnostics.Add(new Diagnostic(request.PositionOf(key), message));
                }
            }
        }
    }

    private static IEnumerable<(string Key, string Message)> Errors(
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
            yield return ("name", $"network '{attachment.Name}' is not created, for {network.Diagnostics[0]}");
        }

        foreach (var (key, text) in Fixed(attachment))
        {
            if (!owners.TryAdd((attachment.Name, text), container))
            {
                var owner = owners[(attachment.Name, text)];
                yield return (
                    key,
                    $"{text} on network '{attachment.Name}' is already given to '{owner.Name}' ({owner.Path})"
                );
            }
        }

        foreach (var (key, address) in new[] { ("ipv4", attachment.Ipv4), ("ipv6", attachment.Ipv6) })
        {
            if (
                address is not null
                && network is { IsBroken: false }
                && Outside(network, network.Subnets!, address) is { } reason
            )
            {
                yield return (key, reason);
            }
        }
    }

    private static IEnumerable<(string Key, string Text)> Fixed(NetworkAttachment attachment) =>
        from address in new (string Key, string? Text)[]
        {
            ("ipv4", attachment.Ipv4?.ToString()),
            ("ipv6", attachment.Ipv6?.ToString()),
            ("mac", attachment.Mac?.ToUpperInvariant()),
        }
        where address.Text is not null
        select (address.Key, address.Text);

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
