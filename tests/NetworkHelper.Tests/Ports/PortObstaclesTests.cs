// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Attachments;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Ports;

public class PortObstaclesTests
{
    private const string Four = """{"name": "four", "driver": "bridge", "subnets": [{"subnet": "10.89.7.0/24"}]}""";
    private const string Internal = """{"name": "int0", "driver": "bridge", "internal": true}""";
    private const string Macvlan = """{"name": "lan0", "driver": "macvlan"}""";
    private const string Names = """{"name": "front", "driver": "bridge", "dns_enabled": true}""";

    [Theory]
    [InlineData("80:80", "", Four)]
    [InlineData("80:80", "", Internal, Four)]
    [InlineData("80:80", "published ports lead nowhere: network int0 is internal", Internal)]
    [InlineData(
        "80:80",
        "published ports lead nowhere: network lan0 is a macvlan, whose containers are reached by their own addresses; network int0 is internal",
        Macvlan,
        Internal
    )]
    [InlineData("192.0.2.1:80:80", "", Four)]
    [InlineData(
        "[2001:db8::1]:80:80",
        "published port '[2001:db8::1]:80:80' leads nowhere: the container has no IPv6 address",
        Four,
        Macvlan
    )]
    public void Ports_that_lead_nowhere_are_said(string port, string expected, params string[] networks) =>
        Assert.Equal(
            expected,
            string.Join(' ', PortObstacles.Find(Mappings(port), [.. networks.Select(Examples.Network)]))
        );

    [Theory]
    [InlineData("53:53/udp", Names, true)]
    [InlineData("0.0.0.0:53:53/udp,tcp", Names, true)]
    [InlineData("50-60:50-60", Names, true)]
    [InlineData("53:53/udp", Four, false)]
    [InlineData("192.0.2.1:53:53/udp", Names, false)]
    [InlineData("54:53/udp", Names, false)]
    public void The_port_of_the_networks_name_server_is_taken_and_both_ways_out_are_said(
        string port,
        string network,
        bool isTaken
    )
    {
        var check = () =>
            NameServerPort.Check([Examples.Port(port)], [Examples.Network(network)], new ContainersConf());
        if (!isTaken)
        {
            check();
            return;
        }

        var message = Assert.Throws<PortTakenException>(check).Message;
        Assert.Contains("192.0.2.1:53:53", message, StringComparison.Ordinal);
        Assert.Contains("dns_bind_port", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_server_that_was_given_another_port_leaves_this_one()
    {
        var conf = new ContainersConf();
        conf.Merge("[network]\ndns_bind_port = 1053\n");

        NameServerPort.Check([Examples.Port("53:53/udp")], [Examples.Network(Names)], conf);

        Assert.Throws<PortTakenException>(() =>
            NameServerPort.Check([Examples.Port("1053:53/udp")], [Examples.Network(Names)], conf)
        );
    }

    private static List<PortMapping> Mappings(string port) =>
        [.. HostPorts.Groups([Examples.Port(port)]).SelectMany(g => g.Mappings)];
}
