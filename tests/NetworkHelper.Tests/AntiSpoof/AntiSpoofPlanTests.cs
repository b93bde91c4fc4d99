// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.AntiSpoof;

public class AntiSpoofPlanTests
{
    [Theory]
    [InlineData("front back", "podman1 podman2")]
    [InlineData("front:anti_spoof=true back:anti_spoof=false", "podman1")]
    [InlineData("front:anti_spoof=false", "")]
    [InlineData("front lan", "podman1")]
    [InlineData("lan", "")]
    [InlineData("office", "br0 (MAC only)")]
    [InlineData("ten twenty", "br1")]
    [InlineData("ten:anti_spoof=false twenty:anti_spoof=false", "")]
    public void A_container_is_watched_on_bridges_unless_it_is_told_otherwise(string networks, string expected)
    {
        var plan = AntiSpoofPlan.Of(Wanted(networks), Attached(networks));

        Assert.Equal(
            expected,
            string.Join(' ', plan.Bridges.Select(b => b.HasKnownAddresses ? b.Name : $"{b.Name} (MAC only)"))
        );
    }

    [Fact]
    public void All_its_addresses_are_its_own_also_those_of_networks_where_nobody_watches()
    {
        var plan = AntiSpoofPlan.Of(Wanted("front back:anti_spoof=false"), Attached("front back"));

        Assert.Equal(["02:00:00:00:00:00", "02:00:00:00:00:01"], plan.Macs);
        Assert.Equal([IPAddress.Parse("10.0.0.9"), IPAddress.Parse("10.0.1.9")], plan.Addresses);
    }

    [Theory]
    [InlineData(
        "lan:anti_spoof=true",
        "network lan: anti_spoof=true needs a network with driver bridge; this one has macvlan"
    )]
    [InlineData(
        "ten twenty:anti_spoof=false",
        "networks ten and twenty share bridge br1; anti_spoof must be the same for them"
    )]
    public void What_cannot_be_is_refused(string networks, string expected) =>
        Assert.Equal(
            expected,
            Assert
                .Throws<HostException>(() =>
                    AntiSpoofPlan.Check(Wanted(networks), [.. Attached(networks).Select(a => a.Network)])
                )
                .Message
        );

    private static IReadOnlyList<NetworkAttachment> Wanted(string networks) =>
        [.. networks.Split(' ').Select(Examples.Attachment)];

    private static IReadOnlyList<AttachedNetwork> Attached(string networks) =>
        [
            .. networks
                .Split(' ')
                .Select(
                    (text, i) =>
                        new AttachedNetwork(
                            Network(text.Split(':')[0]),
                            $"eth{i}",
                            [IPAddress.Parse($"10.0.{i}.9")],
                            $"02:00:00:00:00:0{i}",
                            Aliases: [],
                            AttachmentOptions: [],
                            Options: []
                        )
                ),
        ];

    private static Network Network(string name) =>
        name switch
        {
            "front" => Network(name, "podman1"),
            "back" => Network(name, "podman2"),
            "ten" or "twenty" => Network(name, "br1"),
            "office" => Network(name, "br0", ipam: "dhcp"),
            _ => Network(name, "eth0", driver: "macvlan"),
        };

    private static Network Network(string name, string bridge, string driver = "bridge", string ipam = "host-local") =>
        Examples.Network(
            $$$"""
            {"name": "{{{name}}}", "driver": "{{{driver}}}", "network_interface": "{{{bridge}}}", "ipam_options": {"driver": "{{{ipam}}}"}}
            """
        );
}
