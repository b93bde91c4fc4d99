// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>
/// The rules that let a container send only with its own MAC and addresses, as text for nft(8). They are on the host's
/// end of its interfaces, before the bridge, and say what may pass: what nobody thought of is dropped.
/// </summary>
internal static class AntiSpoofRules
{
    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("fe80::/64");

    /// <summary>One for all containers: nft(8) takes a quarter of a millisecond for every table there is, and netavark runs it four times.</summary>
    private const string Table = "netdev rootful-containers";

    /// <summary>Fails when the container has chains already. Replacing one costs the kernel some 10 ms more.</summary>
    public static string Create(IReadOnlyList<AntiSpoofChain> chains)
    {
        var text = new StringBuilder($"add table {Table}\n");
        foreach (var chain in chains)
        {
            text.AppendJoin(' ', "create chain", Table, chain.Name, chain.Hook).Append('\n');
        }

        foreach (var chain in chains)
        {
            foreach (var rule in chain.Rules)
            {
                text.Append(CultureInfo.InvariantCulture, $"add rule {Table} {chain.Name} {rule}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One transaction, so that no frame passes between the old rules and the new ones.</summary>
    public static string Replace(ContainerName name, IReadOnlyList<AntiSpoofChain> chains) =>
        $"add table {Table}\n{Delete(name)}{Create(chains)}";

    /// <summary>What is not there must be made to be removed: <c>destroy</c> would need Linux 6.3.</summary>
    public static string Delete(ContainerName name)
    {
        var text = new StringBuilder();
        foreach (var chain in Names(name))
        {
            text.Append(CultureInfo.InvariantCulture, $"add chain {Table} {chain}\ndelete chain {Table} {chain}\n");
        }

        return text.ToString();
    }

    /// <summary>Fails when the container has no chains.</summary>
    public static string List(ContainerName name) => $"list chain {Table} {NeighborDiscovery(name)}\n";

    /// <param name="name">The container.</param>
    /// <param name="plan">What it may send.</param>
    /// <param name="interfaces">The host's ends on networks whose addresses are known.</param>
    /// <param name="macInterfaces">Those on the others.</param>
    /// <returns>None without interfaces; else that of neighbour discovery is always among them.</returns>
    public static IReadOnlyList<AntiSpoofChain> Chains(
        ContainerName name,
        AntiSpoofPlan plan,
        IReadOnlyList<string> interfaces,
        IReadOnlyList<string> macInterfaces
    )
    {
        var chains = new List<AntiSpoofChain>();
        if (interfaces.Count > 0)
        {
            chains.Add(OwnAddressesChain(name, plan, interfaces));
        }

        if (macInterfaces.Count > 0)
        {
            chains.Add(MacOnlyChain(name, plan, macInterfaces));
        }

        if (chains.Count > 0)
        {
            chains.Add(NeighborDiscoveryChain(name, plan));
        }

        return chains;
    }

    private static AntiSpoofChain OwnAddressesChain(
        ContainerName name,
        AntiSpoofPlan plan,
        IReadOnlyList<string> interfaces
    )
    {
        var ipv4 = Set(plan.Ipv4.Select(a => a.ToString()));
        // iif is a number to the kernel: rules that somebody lost, and an interface that got the same name later, do not
        // meet. Linux since 6.16 hooks by name.
        return new AntiSpoofChain(
            OwnAddresses(name),
            Hook(interfaces, "drop"),
            [
                $"iif != {Interfaces(interfaces)} accept",
                $"ether saddr != {Macs(plan)} {Drop("the MAC of another")}",
                "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } "
                    + $"goto {NeighborDiscovery(name)}",
                $"ip6 saddr {Set(Ipv6(plan).Select(a => a.ToString()))} accept",
                "ip6 saddr :: icmpv6 type mld2-listener-report accept",
                .. plan.Ipv4.Count == 0
                    ? (IEnumerable<string>)[]
                    :
                    [
                        $"ip saddr {ipv4} accept",
                        "arp htype 1 arp ptype ip arp hlen 6 arp plen 4 "
                            + $"arp saddr ether {Macs(plan)} arp saddr ip {ipv4} accept",
                    ],
                Drop("the address of another, or no IP"),
            ]
        );
    }

    private static AntiSpoofChain MacOnlyChain(
        ContainerName name,
        AntiSpoofPlan plan,
        IReadOnlyList<string> interfaces
    ) =>
        new(
            MacOnly(name),
            Hook(interfaces, "accept"),
            [
                $"iif != {Interfaces(interfaces)} accept",
                $"ether saddr != {Macs(plan)} {Drop("the MAC of another")}",
                $"arp saddr ether != {Macs(plan)} {Drop("the MAC of another")}",
            ]
        );

    private static AntiSpoofChain NeighborDiscoveryChain(ContainerName name, AntiSpoofPlan plan)
    {
        var own6 = Set(Ipv6(plan).Select(a => a.ToString()));
        var targets = Set(Ipv6(plan).Select(a => Hex(a.GetAddressBytes())));
        // What the kernel asks and answers its neighbours has one option or none; more would be a place to hide one in.
        return new AntiSpoofChain(
            NeighborDiscovery(name),
            "{ }",
            [
                $"icmpv6 type nd-neighbor-solicit ip6 saddr :: @th,64,128 {targets} accept",
                $"ip6 saddr != {own6} {Drop("the address of another")}",
                "icmpv6 type nd-neighbor-solicit ip6 length 24 accept",
                $"icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,64 {Option(0x0101, plan)} accept",
                $"icmpv6 type nd-neighbor-advert ip6 length 24 @th,64,128 {targets} accept",
                $"icmpv6 type nd-neighbor-advert ip6 length 32 @th,64,128 {targets} "
                    + $"@th,192,64 {Option(0x0201, plan)} accept",
                Drop("another's address or MAC, or a router"),
            ]
        );
    }

    /// <summary>In the order in which they can be removed: what another one goes to comes last.</summary>
    private static string[] Names(ContainerName name) => [OwnAddresses(name), MacOnly(name), NeighborDiscovery(name)];

    // The container's name comes last, because it may begin with a digit, which names of chains cannot.
    private static string OwnAddresses(ContainerName name) => $"own-addresses/{name}";

    private static string MacOnly(ContainerName name) => $"mac-only/{name}";

    private static string NeighborDiscovery(ContainerName name) => $"neighbor-discovery/{name}";

    private static string Drop(string comment) => $"counter drop comment \"{comment}\"";

    private static IEnumerable<IPAddress> Ipv6(AntiSpoofPlan plan) =>
        plan.Ipv6.Concat(plan.Macs.Select(LinkLocalAddress));

    /// <summary>EUI-64, which is what the kernel gives an interface unless it is told otherwise.</summary>
    private static IPAddress LinkLocalAddress(string mac)
    {
        var octets = Octets(mac);
        var address = LinkLocal.BaseAddress.GetAddressBytes();
        byte[] identifier = [(byte)(octets[0] ^ 2), octets[1], octets[2], 0xff, 0xfe, octets[3], octets[4], octets[5]];
        identifier.CopyTo(address, 8);
        return new IPAddress(address);
    }

    private static string Hook(IReadOnlyList<string> interfaces, string policy) =>
        $"{{ type filter hook ingress devices = {Interfaces(interfaces)} priority filter; policy {policy}; }}";

    private static string Interfaces(IReadOnlyList<string> interfaces) => Set(interfaces.Select(i => $"\"{i}\""));

    private static string Macs(AntiSpoofPlan plan) => Set(plan.Macs);

    /// <summary>A source or target link-layer address option of neighbour discovery.</summary>
    private static string Option(int typeAndLength, AntiSpoofPlan plan) =>
        Set(plan.Macs.Select(m => $"0x{typeAndLength:x4}{Convert.ToHexStringLower(Octets(m))}"));

    private static byte[] Octets(string mac) => PhysicalAddress.Parse(mac).GetAddressBytes();

    private static string Hex(byte[] bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    private static string Set(IEnumerable<string> elements) =>
        $"{{ {string.Join(", ", elements.Distinct(StringComparer.Ordinal))} }}";
}
