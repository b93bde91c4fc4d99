// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using Xunit;

namespace RootfulContainers.Tests.Networks;

public class NetworkTests
{
    [Fact]
    public void What_the_helper_decides_by_is_read()
    {
        var network = Examples.Network();

        Assert.Equal("rootful0", network.Name);
        Assert.Equal("bridge", network.Driver);
        Assert.Equal("host-local", network.IpamDriver);
        Assert.True(network.DnsEnabled);
        Assert.True(network.HasOption("mtu"));
        Assert.False(network.HasOption("metric"));
        Assert.Equal(
            [
                new(
                    IPNetwork.Parse("10.89.0.0/24"),
                    IPAddress.Parse("10.89.0.1"),
                    IPAddress.Parse("10.89.0.2"),
                    IPAddress.Parse("10.89.0.99")
                ),
                new(
                    IPNetwork.Parse("fd63:f6bb:3070:8287::/64"),
                    IPAddress.Parse("fd63:f6bb:3070:8287::1"),
                    LeaseStart: null,
                    LeaseEnd: null
                ),
            ],
            network.Subnets
        );
    }

    [Fact]
    public void What_is_not_said_has_podmans_default()
    {
        var network = Examples.Network("""{"name": "n", "subnets": null, "ipam_options": null, "options": null}""");

        Assert.Equal("bridge", network.Driver);
        Assert.Equal("host-local", network.IpamDriver);
        Assert.False(network.DnsEnabled);
        Assert.Empty(network.Subnets);
        Assert.False(network.HasOption("mtu"));
    }

    [Theory]
    [InlineData("bridge", "host-local", false)]
    [InlineData("bridge", "none", false)]
    [InlineData("bridge", "dhcp", true)]
    [InlineData("macvlan", "host-local", true)]
    [InlineData("ipvlan", "none", true)]
    [InlineData("a-plugin", "host-local", true)]
    public void Only_where_something_needs_it_later_a_namespace_is_mounted(string driver, string ipam, bool expected) =>
        Assert.Equal(
            expected,
            Examples
                .Network($$"""{"name": "n", "ipam_options": {"driver": "{{ipam}}"}, "driver": "{{driver}}"}""")
                .NeedsPinnedNamespace
        );

    [Theory]
    [InlineData("""{"name": "n"}""", null)]
    [InlineData("""{"name": "n", "labels": null}""", null)]
    [InlineData("""{"name": "n", "labels": {"team": "storefront"}}""", null)]
    [InlineData("""{"name": "n", "labels": {"io.rootful-containers.definition": "00c0ffee"}}""", "00c0ffee")]
    public void Its_label_tells_which_definition_it_was_made_from(string json, string? expected) =>
        Assert.Equal(expected, Examples.Network(json).Definition);

    [Fact]
    public void The_list_that_podman_prints_is_read_as_well() =>
        Assert.Equal("rootful0", Examples.Network($"[{Examples.DualStack}]").Name);

    [Fact]
    public void Netavark_gets_all_of_it_but_the_containers_and_our_options_win()
    {
        var json = Examples.Network().ToJson([new("metric", "101"), new("mtu", "9000")]);

        Assert.False(json.ContainsKey("containers"));
        Assert.Equal("""{"mtu":"9000","metric":"101"}""", json["options"]!.ToJsonString());
        Assert.Equal("10.1.0.0/16", json["routes"]![0]!["destination"]!.GetValue<string>());
        Assert.Equal("podman1", json["network_interface"]!.GetValue<string>());
    }

    [Fact]
    public void An_option_of_one_container_stays_out_of_the_next_one()
    {
        var network = Examples.Bare("n");

        network.ToJson([new("metric", "101")]);

        Assert.Equal("{}", network.ToJson([])["options"]!.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("3")]
    [InlineData("{}")]
    [InlineData("""{"name": null}""")]
    [InlineData("""{"name": 3}""")]
    [InlineData("""{"name": "a", "name": "b"}""")]
    [InlineData("""{"name": "n", "dns_enabled": "yes"}""")]
    [InlineData("""{"name": "n", "ipam_options": "dhcp"}""")]
    [InlineData("""{"name": "n", "labels": "team"}""")]
    [InlineData("""{"name": "n", "labels": {"io.rootful-containers.definition": 3}}""")]
    [InlineData("""{"name": "n", "subnets": [null]}""")]
    [InlineData("""{"name": "n", "subnets": [{}]}""")]
    [InlineData("""{"name": "n", "subnets": [{"subnet": "10.89.0.0/33"}]}""")]
    [InlineData("""{"name": "n", "subnets": [{"subnet": "10.89.0.0/24", "gateway": "router"}]}""")]
    [InlineData("""{"name": "n", "subnets": [{"subnet": "10.89.0.0/24", "lease_range": "all"}]}""")]
    public void What_is_no_network_is_an_error_that_names_its_place(string json)
    {
        var e = Assert.Throws<HostException>(() => Examples.Network(json));

        Assert.StartsWith("here is not a podman network: ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_damaged_file_is_a_network_or_an_error() =>
        DamagedText
            .Of(Examples.DualStack)
            .Sample(text => DamagedText.IsReadOrRefused(() => Network.Parse(text, "here").ToJson([new("a", "b")])));
}
