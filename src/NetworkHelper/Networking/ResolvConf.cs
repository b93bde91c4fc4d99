// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>The container's resolv.conf(5).</summary>
internal static class ResolvConf
{
    /// <param name="networks">What netavark answered: its DNS servers answer for the names of containers.</param>
    /// <param name="hostResolvConf">The host's own, for networks without DNS; podman falls back to it likewise.</param>
    public static string Render(
        IReadOnlyList<NetworkStatus> networks,
        IReadOnlyList<string> servers,
        IReadOnlyList<string> search,
        IReadOnlyList<string> options,
        string hostResolvConf
    )
    {
        var discovery = networks.SelectMany(n => n.DnsServers).Distinct(StringComparer.Ordinal).ToList();
        // With discovery, netavark has the given servers as upstreams: a second nameserver line would bypass the names.
        var nameservers =
            discovery.Count > 0 ? discovery
            : servers.Count > 0 ? servers
            : [.. Nameservers(hostResolvConf)];
        var domains =
            search.Count > 0
                ? search
                : [.. networks.SelectMany(n => n.DnsSearchDomains).Distinct(StringComparer.Ordinal)];

        var text = new StringBuilder();
        if (domains.Count > 0 && domains is not ["."])
        {
            // "." alone means no search domain, as for podman --dns-search.
            text.Append("search ").AppendJoin(' ', domains).Append('\n');
        }

        foreach (var nameserver in nameservers)
        {
            text.Append("nameserver ").Append(nameserver).Append('\n');
        }

        if (options.Count > 0)
        {
            text.Append("options ").AppendJoin(' ', options).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Those a container can reach: not the host's loopback.</summary>
    private static IEnumerable<string> Nameservers(string resolvConf) =>
        resolvConf
            .Split('\n')
            .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length > 1 && w[0] == "nameserver")
            .Select(w => w[1])
            .Where(a => IPAddress.TryParse(a, out var address) && !IPAddress.IsLoopback(address));
}
