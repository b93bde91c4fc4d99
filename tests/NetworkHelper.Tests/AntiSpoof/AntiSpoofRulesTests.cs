// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.AntiSpoof;
using Xunit;

namespace RootfulContainers.Tests.AntiSpoof;

public class AntiSpoofRulesTests
{
    private static readonly ContainerName Web = Container.Named("web");

    [Fact]
    public void Only_what_the_container_owns_passes()
    {
        var chains = AntiSpoofRules.Chains(Web, Plan("10.89.0.9", "fd00::9"), ["veth0"], []);

        Assert.Equal(
            """
            add table netdev rootful-containers
            create chain netdev rootful-containers own-addresses/web { type filter hook ingress devices = { "veth0" } priority filter; policy drop; }
            create chain netdev rootful-containers neighbor-discovery/web { }
            create chain netdev rootful-containers allowed-packets/web { }
            add rule netdev rootful-containers own-addresses/web iif != { "veth0" } accept
            add rule netdev rootful-containers own-addresses/web ether saddr != { 02:00:5e:10:00:01 } counter drop comment "the MAC of another"
            add rule netdev rootful-containers own-addresses/web ip daddr 127.0.0.0/8 counter drop comment "the host's loopback"
            add rule netdev rootful-containers own-addresses/web ip6 daddr ::/80 counter drop comment "the host's loopback"
            add rule netdev rootful-containers own-addresses/web icmpv6 type { nd-router-solicit, nd-neighbor-solicit, nd-neighbor-advert } goto neighbor-discovery/web
            add rule netdev rootful-containers own-addresses/web ip6 saddr { fd00::9, fe80::5eff:fe10:1 } goto allowed-packets/web
            add rule netdev rootful-containers own-addresses/web ip6 saddr :: icmpv6 type { mld-listener-report, mld-listener-done, mld2-listener-report } accept
            add rule netdev rootful-containers own-addresses/web ip saddr { 10.89.0.9 } goto allowed-packets/web
            add rule netdev rootful-containers own-addresses/web arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp operation { request, reply } arp saddr ether { 02:00:5e:10:00:01 } arp saddr ip { 10.89.0.9 } accept
            add rule netdev rootful-containers own-addresses/web counter drop comment "the address of another, or no IP"
            add rule netdev rootful-containers neighbor-discovery/web ip6 nexthdr != 58 counter drop comment "neighbour discovery behind an extension header"
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-neighbor-solicit ip6 saddr :: @th,64,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } accept
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-router-solicit ip6 saddr :: ip6 length 8 accept
            add rule netdev rootful-containers neighbor-discovery/web ip6 saddr != { fd00::9, fe80::5eff:fe10:1 } counter drop comment "the address of another"
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-router-solicit ip6 length 8 accept
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-router-solicit ip6 length 16 @th,64,64 { 0x010102005e100001 } accept
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-neighbor-solicit ip6 length 24 accept
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-neighbor-advert ip6 length 24 @th,64,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } accept
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,64 { 0x010102005e100001 } accept
            add rule netdev rootful-containers neighbor-discovery/web icmpv6 type nd-neighbor-advert ip6 length 32 @th,192,64 { 0x020102005e100001 } @th,64,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } accept
            add rule netdev rootful-containers neighbor-discovery/web counter drop comment "another's address or MAC"
            add rule netdev rootful-containers allowed-packets/web udp dport { 68, 546 } counter drop comment "a DHCP server"
            add rule netdev rootful-containers allowed-packets/web meta l4proto != { 1, 2, 58, 103 } accept
            add rule netdev rootful-containers allowed-packets/web ip protocol 1 ip frag-off & 0x1fff != 0 accept
            add rule netdev rootful-containers allowed-packets/web meta l4proto 58 frag frag-off != 0 accept
            add rule netdev rootful-containers allowed-packets/web icmp type { echo-reply, echo-request, timestamp-request, timestamp-reply } accept
            add rule netdev rootful-containers allowed-packets/web icmpv6 type { echo-request, echo-reply, mld-listener-report, mld-listener-done, mld2-listener-report } accept
            add rule netdev rootful-containers allowed-packets/web icmp type { destination-unreachable, time-exceeded, parameter-problem } @th,192,32 { 0x0a590009 } accept
            add rule netdev rootful-containers allowed-packets/web icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } @th,256,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } accept
            add rule netdev rootful-containers allowed-packets/web igmp type { membership-report-v1, membership-report-v2, leave-group, membership-report-v3 } accept
            add rule netdev rootful-containers allowed-packets/web counter drop comment "what routers and queriers say, or a hidden header"

            """,
            AntiSpoofRules.Create(chains)
        );
    }

    [Fact]
    public void Without_an_ipv4_address_nothing_of_ipv4_passes()
    {
        var text = AntiSpoofRules.Create(AntiSpoofRules.Chains(Web, Plan("fd00::9"), ["veth0"], []));

        Assert.DoesNotContain("ip saddr", text, StringComparison.Ordinal);
        Assert.DoesNotContain("arp", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_others_choose_the_addresses_only_the_mac_is_watched()
    {
        var chain = AntiSpoofRules.Chains(Web, Plan("10.89.0.9"), [], ["veth0", "veth1"])[0];

        Assert.Equal("mac-only/web", chain.Name);
        Assert.Equal(
            "{ type filter hook ingress devices = { \"veth0\", \"veth1\" } priority filter; policy drop; }",
            chain.Hook
        );
        Assert.Equal(
            [
                "iif != { \"veth0\", \"veth1\" } accept",
                "ether saddr != { 02:00:5e:10:00:01 } counter drop comment \"the MAC of another\"",
                "ip daddr 127.0.0.0/8 counter drop comment \"the host's loopback\"",
                "ip6 daddr ::/80 counter drop comment \"the host's loopback\"",
                "arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp operation { request, reply } arp saddr ether { 02:00:5e:10:00:01 } accept",
                "ip6 nexthdr 58 icmpv6 type nd-router-solicit ip6 length 8 accept",
                "ip6 nexthdr 58 icmpv6 type nd-router-solicit ip6 length 16 @th,64,64 { 0x010102005e100001 } accept",
                "ip6 nexthdr 58 icmpv6 type nd-neighbor-solicit ip6 saddr :: accept",
                "ip6 nexthdr 58 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 length 24 accept",
                "ip6 nexthdr 58 icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,64 { 0x010102005e100001 } accept",
                "ip6 nexthdr 58 icmpv6 type nd-neighbor-advert ip6 length 32 @th,192,64 { 0x020102005e100001 } accept",
                "icmp type { destination-unreachable, time-exceeded, parameter-problem } icmp code != 4 accept",
                "icmpv6 type { destination-unreachable, time-exceeded, parameter-problem } accept",
                "meta protocol { ip, ip6 } goto allowed-packets/web",
                "counter drop comment \"the MAC of another, or no IP\"",
            ],
            chain.Rules
        );
    }

    [Fact]
    public void Rules_are_replaced_in_one_transaction_whether_or_not_there_are_some() =>
        Assert.StartsWith(
            """
            add table netdev rootful-containers
            add chain netdev rootful-containers own-addresses/web
            delete chain netdev rootful-containers own-addresses/web
            add chain netdev rootful-containers mac-only/web
            delete chain netdev rootful-containers mac-only/web
            add chain netdev rootful-containers neighbor-discovery/web
            delete chain netdev rootful-containers neighbor-discovery/web
            add chain netdev rootful-containers allowed-packets/web
            delete chain netdev rootful-containers allowed-packets/web

            """,
            AntiSpoofRules.Replace(Web, []),
            StringComparison.Ordinal
        );

    private static AntiSpoofPlan Plan(params string[] addresses) =>
        new([], ["02:00:5e:10:00:01"], [.. addresses.Select(IPAddress.Parse)]);
}
