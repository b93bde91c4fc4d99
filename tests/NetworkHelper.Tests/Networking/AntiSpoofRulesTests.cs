// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.Networking;
using Xunit;

namespace RootfulContainers.Tests.Networking;

public class AntiSpoofRulesTests
{
    [Fact]
    public void Only_what_the_container_owns_passes()
    {
        var chains = AntiSpoofRules.Chains(Plan("10.89.0.9", "fd00::9"), ["veth0"], []);

        Assert.Equal(
            """
            create table netdev rootful-container-web
            table netdev rootful-container-web {
            chain own-addresses {
                type filter hook ingress devices = { "veth0" } priority filter; policy drop;
                iif != { "veth0" } accept
                ether saddr != { 02:00:5e:10:00:01 } counter drop comment "the MAC of another"
                icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } goto neighbor-discovery
                ip6 saddr { fd00::9, fe80::5eff:fe10:1 } accept
                ip6 saddr :: icmpv6 type mld2-listener-report accept
                ip saddr { 10.89.0.9 } accept
                arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp saddr ether { 02:00:5e:10:00:01 } arp saddr ip { 10.89.0.9 } accept
                counter drop comment "the address of another, or no IP"
            }
            chain neighbor-discovery {
                icmpv6 type nd-neighbor-solicit ip6 saddr :: @th,64,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } accept
                ip6 saddr != { fd00::9, fe80::5eff:fe10:1 } counter drop comment "the address of another"
                icmpv6 type nd-neighbor-solicit ip6 length 24 accept
                icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,64 { 0x010102005e100001 } accept
                icmpv6 type nd-neighbor-advert ip6 length 24 @th,64,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } accept
                icmpv6 type nd-neighbor-advert ip6 length 32 @th,64,128 { 0xfd000000000000000000000000000009, 0xfe8000000000000000005efffe100001 } @th,192,64 { 0x020102005e100001 } accept
                counter drop comment "another's address or MAC, or a router"
            }
            }

            """,
            AntiSpoofRules.Create(Names.Of("web"), chains)
        );
    }

    [Fact]
    public void Without_an_ipv4_address_nothing_of_ipv4_passes()
    {
        var chains = AntiSpoofRules.Chains(Plan("fd00::9"), ["veth0"], []);

        Assert.DoesNotContain("ip saddr", chains, StringComparison.Ordinal);
        Assert.DoesNotContain("arp", chains, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_others_choose_the_addresses_only_the_mac_is_watched() =>
        Assert.Equal(
            """
            chain mac-only {
                type filter hook ingress devices = { "veth0", "veth1" } priority filter; policy accept;
                iif != { "veth0", "veth1" } accept
                ether saddr != { 02:00:5e:10:00:01 } counter drop comment "the MAC of another"
                arp saddr ether != { 02:00:5e:10:00:01 } counter drop comment "the MAC of another"
            }

            """,
            AntiSpoofRules.Chains(Plan("10.89.0.9"), [], ["veth0", "veth1"])
        );

    [Fact]
    public void Rules_are_replaced_in_one_transaction_whether_or_not_there_are_some() =>
        Assert.StartsWith(
            "table netdev rootful-container-web\ndelete table netdev rootful-container-web\ntable netdev rootful-container-web {",
            AntiSpoofRules.Replace(Names.Of("web"), ""),
            StringComparison.Ordinal
        );

    private static AntiSpoofPlan Plan(params string[] addresses) =>
        new([], ["02:00:5e:10:00:01"], [.. addresses.Select(IPAddress.Parse)]);
}
