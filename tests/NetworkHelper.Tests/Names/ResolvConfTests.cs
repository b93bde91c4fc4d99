// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Names;

public class ResolvConfTests
{
    private const string Host = """
        # made by somebody
        search example.org
        nameserver 127.0.0.53
        nameserver	192.0.2.53
        nameserver ::1
        nameserver fd00::53
        nameserver
        nameserver localhost
        options edns0
        """;

    private static readonly NetworkStatus WithNames = Examples.Status(
        "front",
        servers: "10.89.0.1 fd00::1",
        search: "dns.podman"
    );

    private static readonly NetworkStatus WithoutNames = Examples.Status("internal");

    [Fact]
    public void The_servers_that_know_the_containers_are_asked_alone() =>
        Assert.Equal(
            "search dns.podman example.org\nnameserver 10.89.0.1\nnameserver fd00::1\noptions edns0\n",
            Render([WithNames, WithoutNames, WithNames], servers: ["192.0.2.1"])
        );

    [Fact]
    public void Without_such_a_network_the_given_servers_are_asked() =>
        Assert.Equal(
            "search example.org\nnameserver 192.0.2.1\noptions edns0\n",
            Render([WithoutNames], servers: ["192.0.2.1"])
        );

    [Fact]
    public void Without_any_the_hosts_are_asked_but_for_its_loopback() =>
        Assert.Equal(
            "search example.org\nnameserver 192.0.2.53\nnameserver fd00::53\noptions edns0\n",
            Render([WithoutNames])
        );

    [Theory]
    [InlineData("example.org lan", "search example.org lan\n")]
    [InlineData(".", "")]
    public void Given_search_domains_replace_the_networks(string search, string expected) =>
        Assert.Equal(
            expected + "nameserver 10.89.0.1\nnameserver fd00::1\noptions edns0\n",
            Render([WithNames], search: search.Split(' '))
        );

    [Fact]
    public void A_host_without_search_domains_adds_none() =>
        Assert.Equal(
            "search dns.podman\nnameserver 10.89.0.1\nnameserver fd00::1\n",
            ResolvConf.Render([WithNames], [], [], [], "search .\n")
        );

    [Fact]
    public void Options_come_last() =>
        Assert.EndsWith(
            "\noptions ndots:2 rotate\n",
            Render([WithNames], options: ["ndots:2", "rotate"]),
            StringComparison.Ordinal
        );

    private static string Render(
        IReadOnlyList<NetworkStatus> networks,
        IReadOnlyList<string>? servers = null,
        IReadOnlyList<string>? search = null,
        IReadOnlyList<string>? options = null
    ) => ResolvConf.Render(networks, servers ?? [], search ?? [], options ?? [], Host);
}
