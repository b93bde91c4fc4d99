// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Names;

public class HostsFileTests
{
    private static readonly NetworkStatus DualStack = Examples.Status(
        "front",
        addresses: "10.89.0.77 fd00::4d",
        gateways: "fd00::1 10.89.0.1"
    );

    [Fact]
    public void It_names_the_container_and_the_host_on_every_address() =>
        Assert.Equal(
            """
            127.0.0.1	localhost
            10.89.0.1	host.containers.internal host.docker.internal
            10.89.0.77	shop web
            fd00::4d	shop web

            """,
            HostsFile.Render(Container.Named("web"), "shop", [DualStack], [], "127.0.0.1\tlocalhost\n")
        );

    [Fact]
    public void A_hostname_that_is_the_name_is_there_once() =>
        Assert.Contains("\n10.89.0.77\tweb\n", Render([DualStack], []), StringComparison.Ordinal);

    [Fact]
    public void Without_a_localhost_of_the_hosts_there_is_one_all_the_same() =>
        Assert.StartsWith(
            "192.0.2.7 printer\n127.0.0.1\tlocalhost\n::1\tlocalhost\n",
            HostsFile.Render(Container.Named("web"), "web", [], [], "192.0.2.7 printer"),
            StringComparison.Ordinal
        );

    [Fact]
    public void Added_entries_come_first_because_the_first_one_counts() =>
        Assert.StartsWith(
            "192.0.2.9\tdb\n10.89.0.1\tme\n127.0.0.1",
            Render([DualStack], [new("db", "192.0.2.9"), new("me", HostEntry.Gateway)]),
            StringComparison.Ordinal
        );

    [Fact]
    public void Without_a_gateway_nothing_points_to_the_host()
    {
        var text = Render([Examples.Status("internal", addresses: "10.90.0.5")], [new("me", HostEntry.Gateway)]);

        Assert.Equal("127.0.0.1\tlocalhost\n10.90.0.5\tweb\n", text);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1\tme\n127.0.0.1\tlocalhost\n192.0.2.1\thost.containers.internal")]
    [InlineData("", "127.0.0.1\tlocalhost\n10.89.0.77\tweb")]
    public void The_hosts_address_may_be_given_for_all_containers(string address, string expected) =>
        Assert.StartsWith(
            expected,
            HostsFile.Render(
                Container.Named("web"),
                "web",
                [DualStack],
                [new("me", HostEntry.Gateway)],
                "127.0.0.1\tlocalhost\n",
                address
            ),
            StringComparison.Ordinal
        );

    private static string Render(IReadOnlyList<NetworkStatus> networks, IReadOnlyList<HostEntry> added) =>
        HostsFile.Render(Container.Named("web"), "web", networks, added, "127.0.0.1\tlocalhost\n");
}
