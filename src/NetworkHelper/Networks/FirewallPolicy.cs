// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Networks;

namespace RootfulContainers.NetworkHelper.Networks;

/// <summary>
/// Policies of the host's firewall that drop what a container needs. netavark accepts in a table of its own, and a packet has to
/// be accepted in each: Docker drops all that is forwarded, ufw also what comes in.
/// </summary>
internal static class FirewallPolicy
{
    /// <summary>The netavark of podman's default bridge names, as a rule names them all.</summary>
    private const string AllBridges = "podman";

    /// <returns>What people should read of it.</returns>
    public static IReadOnlyList<string> Find(IReadOnlyList<Network> networks)
    {
        var bridges = networks.Where(n => n is { Driver: "bridge", IsInternal: false }).ToList();
        if (bridges.Count == 0)
        {
            return [];
        }

        try
        {
            var dropping = Nftables.BaseChains().Where(c => c.Drops && Concerns(c, bridges)).ToList();
            return
            [
                .. dropping
                    .GroupBy(c => (c.Family, c.Table))
                    .SelectMany(t => Find([.. t], Nftables.Rules(t.Key.Family, t.Key.Table), bridges)),
            ];
        }
        catch (HostException)
        {
            // A kernel without nftables.
            return [];
        }
    }

    /// <param name="chains">Of one table.</param>
    /// <param name="rules">Of the same table, as the kernel keeps them.</param>
    public static IEnumerable<string> Find(
        IReadOnlyList<BaseChain> chains,
        IReadOnlyList<byte[]> rules,
        IReadOnlyList<Network> bridges
    )
    {
        var unnamed = bridges.Where(b => !rules.Any(r => Names(r, b.Bridge))).Select(b => b.Bridge).ToList();
        return unnamed.Count == 0
            ? []
            : chains.Select(c =>
                $"the firewall drops what is {What(c)}: policy of chain {c.Name} in table {Family(c)} {c.Table}, "
                + $"which names {string.Join(' ', unnamed)} in no rule; see FIREWALLS in rootful-network-helper(8)"
            );
    }

    private static bool Concerns(BaseChain chain, IReadOnlyList<Network> bridges) =>
        chain.Family is Nftables.NFPROTO_INET or Nftables.NFPROTO_IPV4 or Nftables.NFPROTO_IPV6
        && (
            chain.Hook == Nftables.NF_INET_FORWARD
            // The name server is on the host.
            || (chain.Hook == Nftables.NF_INET_LOCAL_IN && bridges.Any(b => b.DnsEnabled))
        )
        && bridges.Any(b =>
            chain.Family == Nftables.NFPROTO_INET
            || b.MayHave(
                chain.Family == Nftables.NFPROTO_IPV4
                    ? System.Net.Sockets.AddressFamily.InterNetwork
                    : System.Net.Sockets.AddressFamily.InterNetworkV6
            )
        );

    /// <summary>A rule that names the bridge, or all of podman's, was made with containers in mind.</summary>
    private static bool Names(byte[] rule, string bridge) =>
        rule.AsSpan().IndexOf(Encoding.UTF8.GetBytes(bridge)) >= 0
        || (
            bridge.StartsWith(AllBridges, StringComparison.Ordinal)
            && (Has(rule, $"{AllBridges}+") || EndsWithin(rule, AllBridges))
        );

    private static bool Has(byte[] rule, string text) => rule.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    /// <summary>A comparison of so many bytes: what follows them is no digit of another bridge's name.</summary>
    private static bool EndsWithin(byte[] rule, string text)
    {
        var at = rule.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        return at >= 0 && (at + text.Length >= rule.Length || !char.IsAsciiDigit((char)rule[at + text.Length]));
    }

    private static string What(BaseChain chain) =>
        chain.Hook == Nftables.NF_INET_FORWARD
            ? "forwarded to and from containers"
            : "sent to the networks' name server";

    private static string Family(BaseChain chain) =>
        chain.Family switch
        {
            Nftables.NFPROTO_IPV4 => "ip",
            Nftables.NFPROTO_IPV6 => "ip6",
            _ => "inet",
        };
}
