// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using CsCheck;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Netavark;

public class NetavarkStatusTests
{
    private const string Answer = """
        {
            "rootful0": {
                "dns_search_domains": ["dns.podman"],
                "dns_server_ips": ["10.89.0.1", "fd00::1"],
                "interfaces": {
                    "eth0": {
                        "mac_address": "02:00:5e:10:00:01",
                        "subnets": [
                            {"gateway": "10.89.0.1", "ipnet": "10.89.0.77/24"},
                            {"gateway": "fd00::1", "ipnet": "fd00::4d/64"}
                        ]
                    }
                }
            },
            "internal": {"interfaces": {"eth1": {"subnets": [{"ipnet": "10.90.0.5/24"}]}}}
        }
        """;

    [Fact]
    public void Addresses_gateways_and_names_of_every_network_are_read()
    {
        var networks = Parse(Answer);

        Assert.Equal(["rootful0", "internal"], networks.Select(n => n.Network));
        Assert.Equal(["10.89.0.77", "fd00::4d"], networks[0].Addresses.Select(a => a.ToString()));
        Assert.Equal(["10.89.0.1", "fd00::1"], networks[0].Gateways.Select(a => a.ToString()));
        Assert.Equal(["10.89.0.1", "fd00::1"], networks[0].DnsServers);
        Assert.Equal(["dns.podman"], networks[0].DnsSearchDomains);
        Assert.Equal([IPAddress.Parse("10.90.0.5")], networks[1].Addresses);
        Assert.Empty(networks[1].Gateways);
        Assert.Empty(networks[1].DnsServers);
    }

    [Fact]
    public void The_order_is_the_definitions_and_not_netavarks()
    {
        var networks = Parse(Answer).InOrderOf(["internal", "rootful0"]);

        Assert.Equal(["internal", "rootful0"], networks.Select(n => n.Network));
    }

    [Fact]
    public void Answers_for_a_part_of_the_networks_each_are_one()
    {
        byte[] one = [.. """{"a": {"interfaces": {}}}"""u8];
        byte[] other = [.. """{"b": {"dns_server_ips": ["10.89.0.1"]}}"""u8];

        Assert.Equal(["a", "b"], NetavarkStatus.Parse(NetavarkStatus.Merge([one, other])).Select(n => n.Network));
        Assert.Same(one, NetavarkStatus.Merge([one]));
        Assert.Throws<HostException>(() => NetavarkStatus.Merge([one, [.. "null"u8]]));
    }

    [Fact]
    public void People_read_the_addresses_with_their_networks() =>
        Assert.Equal("10.89.0.77 fd00::4d (rootful0), 10.90.0.5 (internal)", NetavarkStatus.Describe(Parse(Answer)));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"n": null}""")]
    [InlineData("""{"n": 3}""")]
    [InlineData("""{"n": {}, "n": {}}""")]
    [InlineData("""{"n": {"interfaces": {"eth0": {"subnets": [{}]}}}}""")]
    [InlineData("""{"n": {"interfaces": {"eth0": {"subnets": [{"ipnet": "here"}]}}}}""")]
    [InlineData("""{"n": {"dns_server_ips": [3]}}""")]
    public void Any_other_answer_is_an_error(string answer)
    {
        var e = Assert.Throws<HostException>(() => Parse(answer));

        Assert.StartsWith("netavark's answer to setup could not be read: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_without_a_network_that_was_asked_for_is_an_error()
    {
        NetavarkStatus.Require(Parse(Answer), ["internal", "rootful0"]);

        var e = Assert.Throws<HostException>(() => NetavarkStatus.Require(Parse("{}"), ["rootful0"]));

        Assert.Equal("netavark's answer to setup does not tell of network rootful0", e.Message);
    }

    [Fact]
    public void A_damaged_answer_is_read_or_refused() =>
        DamagedText
            .Of(Answer)
            .Sample(text => DamagedText.IsReadOrRefused(() => NetavarkStatus.Describe(NetavarkStatus.Parse(text))));

    [Theory]
    [InlineData("""{"error": "no such device"}""", "", "no such device")]
    [InlineData("""{"error": "no such device"}""", "[ERROR] noise", "no such device")]
    [InlineData("""{"error": "two errors:\n\t- one\n\t- two\n"}""", "", "two errors: - one - two")]
    [InlineData("", "  panicked at main.rs\n", "panicked at main.rs")]
    [InlineData("half an answ", "and a message", "half an answ and a message")]
    [InlineData("""{"error": 3}""", "", """{"error": 3}""")]
    [InlineData("""{"error": "a", "error": "b"}""", "", """{"error": "a", "error": "b"}""")]
    [InlineData("null", "", "null")]
    [InlineData("", "", "failed without a message")]
    public void The_reason_of_a_failure_is_netavarks_own(string answer, string messages, string expected) =>
        Assert.Equal(expected, NetavarkProgram.Reason(Encoding.UTF8.GetBytes(answer), messages));

    private static IReadOnlyList<NetworkStatus> Parse(string answer) =>
        NetavarkStatus.Parse(Encoding.UTF8.GetBytes(answer));
}
