// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.Platform.Interop;
using Xunit;

namespace RootfulContainers.Tests.AntiSpoof;

public class AntiSpoofGateTests
{
    private static readonly ContainerName Web = Container.Named("web");

    // Of netavark; the gate outlives it.
    private static readonly TimeSpan NetavarkLimit = TimeSpan.FromSeconds(40);

    [Fact]
    public void New_ports_of_the_watched_bridges_are_checked_before_they_are_known()
    {
        var text = AntiSpoofGate.Close(
            Web,
            Plan(("podman1", true), ("br0", false)),
            [7, 9],
            anyBridge: false,
            NetavarkLimit
        );

        foreach (var hook in new[] { "prerouting", "input" })
        {
            Assert.Contains(
                $$"""
                create chain bridge rootful-containers {{hook}} { type filter hook {{hook}} priority -310; policy accept; }
                add rule bridge rootful-containers {{hook}} iif { 7, 9 } accept
                add rule bridge rootful-containers {{hook}} meta iifkind "veth" meta ibrname vmap @watched

                """,
                text,
                StringComparison.Ordinal
            );
        }

        Assert.Equal(
            ["\"podman1\" timeout 45s : goto own-addresses/web", "\"br0\" timeout 45s : goto mac-only/web"],
            Watched(text)
        );
    }

    [Fact]
    public void What_is_checked_there_is_what_is_checked_on_the_interfaces_later()
    {
        var plan = Plan(("podman1", true), ("br0", false));

        var gate = AntiSpoofGate.Close(Web, plan, [], anyBridge: false, NetavarkLimit);

        var rules = AntiSpoofRules
            .Chains(Web, plan, ["veth0"], ["veth1"])
            .SelectMany(c => c.Rules.Select(r => $"add rule bridge rootful-containers {c.Name} {r}"))
            .Where(r => !r.Contains(" iif ", StringComparison.Ordinal));
        Assert.All(rules, r => Assert.Contains($"{r}\n", gate, StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_was_left_is_removed_whether_or_not_there_is_one() =>
        Assert.Equal(
            """
            add table bridge rootful-containers
            delete table bridge rootful-containers

            """,
            AntiSpoofGate.Remove
        );

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void One_that_was_opened_is_dormant(byte flags, bool isDormant)
    {
        byte[] content =
        [
            7,
            0,
            0,
            0,
            .. NetlinkMessage.Attribute(1, "rootful-containers\0"u8),
            .. NetlinkMessage.Attribute(2, [0, 0, 0, flags]),
            .. NetlinkMessage.Attribute(4, [0, 0, 0, 0, 0, 0, 1, 2]),
        ];

        Assert.Equal(new NftablesTable(7, 258, isDormant), NftablesTable.Parse(content));
    }

    [Theory]
    [InlineData(true, "own-addresses/web")]
    [InlineData(false, "mac-only/web")]
    public void A_kernel_that_cannot_tell_bridges_apart_checks_new_ports_of_all(bool addressesAreKnown, string chain)
    {
        var text = AntiSpoofGate.Close(
            Web,
            Plan(("podman1", true), ("br0", addressesAreKnown)),
            [],
            anyBridge: true,
            NetavarkLimit
        );

        Assert.DoesNotContain("ibrname", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" iif ", text, StringComparison.Ordinal);
        Assert.Equal([$"\"veth\" timeout 45s : goto {chain}"], Watched(text));
    }

    private static IEnumerable<string> Watched(string text) =>
        text.Split('\n')
            .Select(line => line.Split(" watched { ", 2))
            .Where(parts => parts[0].StartsWith("add element", StringComparison.Ordinal))
            .Select(parts => parts[1][..^2]);

    private static AntiSpoofPlan Plan(params (string Name, bool HasKnownAddresses)[] bridges) =>
        new(
            [.. bridges.Select(b => new WatchedBridge(b.Name, b.HasKnownAddresses))],
            ["02:00:5e:10:00:01"],
            [IPAddress.Parse("10.89.0.9"), IPAddress.Parse("fd00::9")]
        );
}
