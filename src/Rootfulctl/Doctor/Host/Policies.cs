// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Firewall;
using RootfulContainers.Platform.Networks;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>Other firewalls than netavark's rules, Docker's for instance.</summary>
internal static class Policies
{
    public static readonly HostCheck Check = new(
        "firewall-policy",
        "no firewall drops what is forwarded to and from containers, nor asked of their name server",
        Find
    )
    {
        NeedsRoot = true,
    };

    private static IEnumerable<Finding> Find(Examination host)
    {
        var catalog = new NetworkCatalog(host.Conf.NetworkDirectory);
        var networks = host.Containers.SelectMany(c => c.Networks).Distinct(StringComparer.Ordinal);
        return FirewallPolicy
            .Find([.. networks.Select(n => catalog.Read(n)?.Filtered).OfType<FilteredBridge>()])
            .Select(Say);
    }

    private static Finding Say(DroppingPolicy policy) =>
        Finding.Error(
            policy.ToString(),
            policy.ConcernsNames
                ? "containers find no names, neither each other's nor outside"
                : "other machines do not reach containers, nor containers them; with br_netfilter not even each other",
            Remedy(policy)
        );

    /// <summary>Accepts before the policy is come to.</summary>
    public static string Remedy(DroppingPolicy policy)
    {
        var patterns = Patterns(policy);
        var chain = $"{policy.Family} {policy.Chain.Table} {policy.Chain.Name}";
        return policy switch
        {
            { Author: "Docker", ConcernsNames: false } => Each(
                patterns.Select(p => p.Replace('*', '+')),
                p =>
                    $"{Iptables(policy)} -I DOCKER-USER -i {p} -j ACCEPT && {Iptables(policy)} -I DOCKER-USER -o {p} -j ACCEPT"
            ),
            { Author: "ufw", ConcernsNames: true } => Each(policy.Bridges, b => $"ufw allow in on {b} to any port 53"),
            { Author: "ufw" } => Each(policy.Bridges, b => $"ufw route allow in on {b} && ufw route allow out on {b}"),
            { ConcernsNames: true } => Each(
                patterns,
                p => $"nft insert rule {chain} iifname '\"{p}\"' meta l4proto '{{ tcp, udp }}' th dport 53 accept"
            ),
            _ => Each(
                patterns,
                p =>
                    $"nft insert rule {chain} iifname '\"{p}\"' accept && nft insert rule {chain} oifname '\"{p}\"' accept"
            ),
        };
    }

    private static string Iptables(DroppingPolicy policy) => policy.Family == "ip6" ? "ip6tables" : "iptables";

    private static string Each(IEnumerable<string> names, Func<string, string> command) =>
        string.Join(" && ", names.Select(command));

    /// <summary>All of podman's at once, also those that are still to come.</summary>
    private static IEnumerable<string> Patterns(DroppingPolicy policy) =>
        policy
            .Bridges.Select(b =>
                b.StartsWith(FirewallPolicy.AllBridges, StringComparison.Ordinal) ? $"{FirewallPolicy.AllBridges}*" : b
            )
            .Distinct(StringComparer.Ordinal);
}
