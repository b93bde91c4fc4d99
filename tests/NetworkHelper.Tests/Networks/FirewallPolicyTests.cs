// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform.Firewall;
using RootfulContainers.Platform.Interop;
using Xunit;

namespace RootfulContainers.Tests.Networks;

public class FirewallPolicyTests
{
    private static readonly BaseChain Forward = new(
        Nftables.NFPROTO_IPV4,
        "filter",
        "FORWARD",
        Nftables.NF_INET_FORWARD,
        Drops: true
    );

    private static readonly IReadOnlyList<FilteredBridge> Bridge =
    [
        Examples.Network("""{"name": "front", "driver": "bridge", "network_interface": "podman1"}""").Filtered!,
    ];

    [Theory]
    [InlineData("", true)]
    [InlineData("eth0\0", true)]
    [InlineData("podman2\0", true)]
    [InlineData("podman1\0", false)]
    [InlineData("podman+\0", false)]
    [InlineData("podman", false)]
    public void A_policy_that_drops_is_said_unless_a_rule_of_its_table_names_the_bridge(string inRule, bool isSaid)
    {
        var found = FirewallPolicy
            .Find(
                [Forward],
                [
                    [1, 2, .. Encoding.UTF8.GetBytes(inRule)],
                ],
                Bridge
            )
            .ToList();

        Assert.Equal(isSaid ? 1 : 0, found.Count);
        Assert.All(
            found,
            f =>
                Assert.StartsWith(
                    "the firewall drops what is forwarded to and from containers: policy of chain FORWARD in table ip filter, "
                        + "which names podman1 in no rule",
                    f.ToString(),
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_chain_is_read_as_the_kernel_tells_of_it(byte policy, bool drops)
    {
        byte[] content =
        [
            2,
            0,
            0,
            0,
            .. NetlinkMessage.Attribute(1, "filter\0"u8),
            .. NetlinkMessage.Attribute(3, "FORWARD\0"u8),
            .. NetlinkMessage.Attribute(
                4 | NetlinkMessage.NLA_F_NESTED,
                [.. NetlinkMessage.Attribute(1, [0, 0, 0, 2]), .. NetlinkMessage.Attribute(2, [0, 0, 0, 0])]
            ),
            .. NetlinkMessage.Attribute(5, [0, 0, 0, policy]),
        ];

        Assert.Equal(Forward with { Drops = drops }, Nftables.Parse(content));
        Assert.Null(Nftables.Parse(content[..16]));
    }
}
