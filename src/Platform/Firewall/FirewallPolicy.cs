// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.Firewall;

/// <summary>A bridge of containers, as far as a firewall can be in its way.</summary>
/// <param name="HasNames">Whether a name server answers on it.</param>
internal sealed record FilteredBridge(string Name, bool HasNames, bool MayHaveIpv4, bool MayHaveIpv6);

/// <summary>A chain that drops what no rule accepts, and no rule of whose table is about these bridges.</summary>
/// <param name="Author">"Docker", "ufw", or null for another program or the administrator.</param>
internal sealed record DroppingPolicy(BaseChain Chain, IReadOnlyList<string> Bridges, string? Author)
{
    public bool ConcernsNames => Chain.Hook != Nftables.NF_INET_FORWARD;

    /// <summary>As nft(8) has it.</summary>
    public string Family =>
        Chain.Family switch
        {
            Nftables.NFPROTO_IPV4 => "ip",
            Nftables.NFPROTO_IPV6 => "ip6",
            _ => "inet",
        };

    public override string ToString() =>
        $"the firewall drops what is {(ConcernsNames ? "sent to the networks' name server" : "forwarded to and from containers")}: "
        + $"policy of chain {Chain.Name} in table {Family} {Chain.Table}, which names {string.Join(' ', Bridges)} in no rule";
}

/// <summary>
/// Policies of the host's firewall that drop what a container needs. netavark accepts in a table of its own, and a packet has to
/// be accepted in each: Docker drops all that is forwarded, ufw also what comes in.
/// </summary>
internal static class FirewallPolicy
{
    /// <summary>The netavark of podman's default bridge names, as a rule names them all.</summary>
    public const string AllBridges = "podman";

    public static IReadOnlyList<DroppingPolicy> Find(IReadOnlyList<FilteredBridge> bridges)
    {
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
    public static IEnumerable<DroppingPolicy> Find(
        IReadOnlyList<BaseChain> chains,
        IReadOnlyList<byte[]> rules,
        IReadOnlyList<FilteredBridge> bridges
    )
    {
        var unnamed = bridges.Where(b => !rules.Any(r => Names(r, b.Name))).Select(b => b.Name).ToList();
        var author =
            rules.Any(r => Has(r, "DOCKER-USER")) ? "Docker"
            : rules.Any(r => Has(r, "ufw")) ? "ufw"
            : null;
        return unnamed.Count == 0 ? [] : chains.Select(c => new DroppingPolicy(c, unnamed, author));
    }

    private static bool Concerns(BaseChain chain, IReadOnlyList<FilteredBridge> bridges) =>
        chain.Family is Nftables.NFPROTO_INET or Nftables.NFPROTO_IPV4 or Nftables.NFPROTO_IPV6
        && (
            chain.Hook == Nftables.NF_INET_FORWARD
            // The name server is on the host.
            || (chain.Hook == Nftables.NF_INET_LOCAL_IN && bridges.Any(b => b.HasNames))
        )
        && bridges.Any(b =>
            chain.Family == Nftables.NFPROTO_INET
            || (chain.Family == Nftables.NFPROTO_IPV4 ? b.MayHaveIpv4 : b.MayHaveIpv6)
        );

    /// <summary>A rule that names the bridge, or all of podman's, was made with containers in mind.</summary>
    private static bool Names(byte[] rule, string bridge) =>
        Has(rule, bridge)
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
}
