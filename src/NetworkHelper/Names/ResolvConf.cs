// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Names;

/// <summary>The container's resolv.conf(5).</summary>
internal static class ResolvConf
{
    // As for podman --dns-search, and what systemd-resolved writes when it knows none.
    private const string NoDomain = ".";

    /// <param name="networks">What netavark answered: its DNS servers answer for the names of containers.</param>
    /// <param name="servers">Of root's containers.conf and the container's own, as all of these.</param>
    /// <param name="hostResolvConf">The host's own, for what neither says; podman falls back to it likewise.</param>
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
        // The host's come last, as in podman since 5.6: before, a network with names of its own took them away
        // (https://github.com/containers/podman/issues/24713).
        var domains =
            search.Count > 0
                ? search
                :
                [
                    .. networks
                        .SelectMany(n => n.DnsSearchDomains)
                        .Concat(Last(hostResolvConf, "search").Where(d => d != NoDomain))
                        .Distinct(StringComparer.Ordinal),
                ];
        var settings = options.Count > 0 ? options : Last(hostResolvConf, "options");

        var text = new StringBuilder();
        if (domains.Count > 0 && !domains.Contains(NoDomain, StringComparer.Ordinal))
        {
            text.Append("search ").AppendJoin(' ', domains).Append('\n');
        }

        foreach (var nameserver in nameservers)
        {
            text.Append("nameserver ").Append(nameserver).Append('\n');
        }

        if (settings.Count > 0)
        {
            text.Append("options ").AppendJoin(' ', settings).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Those a container can reach: not the host's loopback.</summary>
    private static IEnumerable<string> Nameservers(string resolvConf) =>
        Lines(resolvConf, "nameserver")
            .Select(w => w[1])
            .Where(a => IPAddress.TryParse(a, out var address) && !IPAddress.IsLoopback(address));

    /// <summary>The words of the last line with that keyword: the one that counts.</summary>
    private static string[] Last(string resolvConf, string keyword) =>
        Lines(resolvConf, keyword).LastOrDefault()?[1..] ?? [];

    private static IEnumerable<string[]> Lines(string resolvConf, string keyword) =>
        resolvConf
            .Split('\n')
            .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length > 1 && w[0] == keyword);
}
