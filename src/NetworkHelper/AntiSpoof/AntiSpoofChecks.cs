// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.NetworkInformation;

namespace RootfulContainers.NetworkHelper.AntiSpoof;

/// <summary>
/// What a container may send: with its own MAC and addresses, and nothing by which the bridge, the host or a neighbour would
/// believe it to be a router, a querier or a server. The chains say what may pass; what nobody thought of is dropped.
/// </summary>
internal static class AntiSpoofChecks
{
    private const string NoHook = "{ }";

    // As numbers: for each of their names the C library reads /etc/protocols once more.
    private const int IPPROTO_ICMP = 1;
    private const int IPPROTO_IGMP = 2;
    private const int IPPROTO_ICMPV6 = 58;
    private const int IPPROTO_PIM = 103;

    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("fe80::/64");

    /// <summary>
    /// netavark sets route_localnet on its bridges for published ports, so that a packet from there reaches the host's 127.0.0.1.
    /// ::/80 has ::1 and, as ::ffff:127.0.0.1, the same once more; nothing in it is an address on any network.
    /// </summary>
    private static readonly IReadOnlyList<string> NotToLoopback =
    [
        $"ip daddr 127.0.0.0/8 {Drop("the host's loopback")}",
        $"ip6 daddr ::/80 {Drop("the host's loopback")}",
    ];

    private const string MulticastMembership = "{ mld-listener-report, mld-listener-done, mld2-listener-report }";

    private const string NeighborMessages = "{ nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert }";

    /// <summary>In the order in which they can be removed: what another one goes to comes last.</summary>
    public static IReadOnlyList<string> Names(ContainerName name) =>
        [OwnAddresses(name), MacOnly(name), NeighborDiscovery(name), AllowedPackets(name)];

    // The container's name comes last, because it may begin with a digit, which names of chains cannot.
    public static string OwnAddresses(ContainerName name) => $"own-addresses/{name}";

    public static string MacOnly(ContainerName name) => $"mac-only/{name}";

    public static string NeighborDiscovery(ContainerName name) => $"neighbor-discovery/{name}";

    private static string AllowedPackets(ContainerName name) => $"allowed-packets/{name}";

    public static string Set(IEnumerable<string> elements) =>
        $"{{ {string.Join(", ", elements.Distinct(StringComparer.Ordinal))} }}";

    /// <summary>Where the container's addresses are known.</summary>
    public static AntiSpoofChain OwnAddressesChain(ContainerName name, AntiSpoofPlan plan)
    {
        var ipv4 = Set(plan.Ipv4.Select(a => a.ToString()));
        return new AntiSpoofChain(
            OwnAddresses(name),
            NoHook,
            [
                $"ether saddr != {Macs(plan)} {Drop("the MAC of another")}",
                .. NotToLoopback,
                $"icmpv6 type {NeighborMessages} goto {NeighborDiscovery(name)}",
                $"ip6 saddr {Set(Ipv6(plan).Select(a => a.ToString()))} goto {AllowedPackets(name)}",
                $"ip6 saddr :: icmpv6 type {MulticastMembership} accept",
                .. plan.Ipv4.Count == 0
                    ? (IEnumerable<string>)[]
                    : [$"ip saddr {ipv4} goto {AllowedPackets(name)}", $"{ArpOf(plan)} arp saddr ip {ipv4} accept"],
                Drop("the address of another, or no IP"),
            ]
        );
    }

    /// <summary>Where others choose the addresses.</summary>
    public static AntiSpoofChain MacOnlyChain(ContainerName name, AntiSpoofPlan plan) =>
        new(
            MacOnly(name),
            NoHook,
            [
                $"ether saddr != {Macs(plan)} {Drop("the MAC of another")}",
                .. NotToLoopback,
                $"{ArpOf(plan)} accept",
                .. RouterSolicitations(plan).Select(rule => $"ip6 nexthdr {IPPROTO_ICMPV6} {rule}"),
                // From the unspecified address: the detection of duplicates, which has an option of its own.
                $"ip6 nexthdr {IPPROTO_ICMPV6} icmpv6 type nd-neighbor-solicit ip6 saddr :: accept",
                $"ip6 nexthdr {IPPROTO_ICMPV6} icmpv6 type {{ nd-neighbor-solicit, nd-neighbor-advert }} ip6 length 24 accept",
                .. MacOptions(plan).Select(rule => $"ip6 nexthdr {IPPROTO_ICMPV6} {rule} accept"),
                // Whose packets they are about is not known here. None that changes a path.
                "icmp type { destination-unreachable, time-exceeded, parameter-problem } icmp code != 4 accept",
                "icmpv6 type { destination-unreachable, time-exceeded, parameter-problem } accept",
                $"meta protocol {{ ip, ip6 }} goto {AllowedPackets(name)}",
                Drop("the MAC of another, or no IP"),
            ]
        );

    /// <summary>What the others go to.</summary>
    public static IReadOnlyList<AntiSpoofChain> Shared(ContainerName name, AntiSpoofPlan plan) =>
        [NeighborDiscoveryChain(name, plan), AllowedPacketsChain(name, plan)];

    private static AntiSpoofChain NeighborDiscoveryChain(ContainerName name, AntiSpoofPlan plan)
    {
        var own6 = Set(Ipv6(plan).Select(a => a.ToString()));
        var targets = Set(Ipv6(plan).Select(a => Hex(a.GetAddressBytes())));
        // What the kernel asks and answers its neighbours has one option or none; more would be a place to hide one in. It has
        // no extension header either, so that a fragment is no neighbour discovery.
        return new AntiSpoofChain(
            NeighborDiscovery(name),
            NoHook,
            [
                $"ip6 nexthdr != {IPPROTO_ICMPV6} {Drop("neighbour discovery behind an extension header")}",
                $"icmpv6 type nd-neighbor-solicit ip6 saddr :: @th,64,128 {targets} accept",
                "icmpv6 type nd-router-solicit ip6 saddr :: ip6 length 8 accept",
                $"ip6 saddr != {own6} {Drop("the address of another")}",
                .. RouterSolicitations(plan),
                "icmpv6 type nd-neighbor-solicit ip6 length 24 accept",
                $"icmpv6 type nd-neighbor-advert ip6 length 24 @th,64,128 {targets} accept",
                $"{MacOptions(plan)[0]} accept",
                $"{MacOptions(plan)[1]} @th,64,128 {targets} accept",
                Drop("another's address or MAC"),
            ]
        );
    }

    private static AntiSpoofChain AllowedPacketsChain(ContainerName name, AntiSpoofPlan plan) =>
        new(
            AllowedPackets(name),
            NoHook,
            [
                // Clients of DHCP believe whoever answers first.
                $"udp dport {{ 68, 546 }} {Drop("a DHCP server")}",
                // The kernel knows the protocol behind extension headers, also that of a fragment. Where it does not, because a
                // fragment has only such headers in it, the rule does not hold, and no other one does. The bridge itself
                // listens to PIM, and sends what is for routers to who speaks it.
                $"meta l4proto != {{ {IPPROTO_ICMP}, {IPPROTO_IGMP}, {IPPROTO_ICMPV6}, {IPPROTO_PIM} }} accept",
                // The first fragment has the type, always; without it the others are nothing.
                $"ip protocol {IPPROTO_ICMP} ip frag-off & 0x1fff != 0 accept",
                $"meta l4proto {IPPROTO_ICMPV6} frag frag-off != 0 accept",
                "icmp type { echo-reply, echo-request, timestamp-request, timestamp-reply } accept",
                "icmpv6 type { echo-request, echo-reply, mld-listener-report, mld-listener-done, mld2-listener-report } accept",
                .. ErrorRules(plan),
                "igmp type { membership-report-v1, membership-report-v2, leave-group, membership-report-v3 } accept",
                Drop("what routers and queriers say, or a hidden header"),
            ]
        );

    /// <summary>
    /// Errors are about packets that were sent to the container: those of a router, about what others send each other, would end
    /// their connections and make their paths narrow. The quoted packet's target is where it is without options.
    /// </summary>
    private static IEnumerable<string> ErrorRules(AntiSpoofPlan plan) =>
        [
            .. plan.Ipv4.Count == 0
                ? (IEnumerable<string>)[]
                :
                [
                    "icmp type { destination-unreachable, time-exceeded, parameter-problem } "
                        + $"@th,192,32 {Set(plan.Ipv4.Select(a => Hex(a.GetAddressBytes())))} accept",
                ],
            "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } "
                + $"@th,256,128 {Set(Ipv6(plan).Select(a => Hex(a.GetAddressBytes())))} accept",
        ];

    private static string ArpOf(AntiSpoofPlan plan) =>
        "arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp operation { request, reply } "
        + $"arp saddr ether {Macs(plan)}";

    private static IReadOnlyList<string> RouterSolicitations(AntiSpoofPlan plan) =>
        [
            "icmpv6 type nd-router-solicit ip6 length 8 accept",
            $"icmpv6 type nd-router-solicit ip6 length 16 @th,64,64 {Option(0x0101, plan)} accept",
        ];

    /// <summary>Solicitations and advertisements that name a MAC.</summary>
    private static IReadOnlyList<string> MacOptions(AntiSpoofPlan plan) =>
        [
            $"icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,64 {Option(0x0101, plan)}",
            $"icmpv6 type nd-neighbor-advert ip6 length 32 @th,192,64 {Option(0x0201, plan)}",
        ];

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

    private static string Macs(AntiSpoofPlan plan) => Set(plan.Macs);

    /// <summary>A source or target link-layer address option of neighbour discovery.</summary>
    private static string Option(int typeAndLength, AntiSpoofPlan plan) =>
        Set(plan.Macs.Select(m => $"0x{typeAndLength:x4}{Convert.ToHexStringLower(Octets(m))}"));

    private static byte[] Octets(string mac) => PhysicalAddress.Parse(mac).GetAddressBytes();

    private static string Hex(byte[] bytes) => $"0x{Convert.ToHexStringLower(bytes)}";
}
