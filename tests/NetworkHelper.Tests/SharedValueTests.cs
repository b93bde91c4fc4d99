// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using RootfulContainers.Configuration;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.Networking;
using Xunit;

namespace RootfulContainers.Tests;

/// <summary>What the generator lets through the network helper takes, and what it refuses the helper would refuse.</summary>
public class SharedValueTests
{
    [Fact]
    public void Both_programs_reserve_the_same_addresses_of_a_subnet()
    {
        var subnets = Gen.OneOf(
            Gen.Int[8, 32].Select(length => IPNetwork.Parse($"10.0.0.0/{length}")),
            Gen.Int[16, 128].Select(length => IPNetwork.Parse($"fd00::/{length}"))
        );
        Gen.Select(subnets, Gen.OneOf(Gen.Const(0u), Gen.Const(1u), Gen.Const(uint.MaxValue), Gen.UInt))
            .Sample(
                (prefix, host) =>
                {
                    var subnet = new Subnet(prefix);
                    var number = (host == uint.MaxValue ? UInt128.MaxValue : host) & subnet.LastHost;

                    Assert.Equal(subnet.IsReserved(number), IpPrefix.IsReserved(prefix, subnet.Address(number)));
                },
                iter: 20_000
            );
    }

    [Theory]
    [InlineData("db:10.0.0.1", true)]
    [InlineData("db:host-gateway", true)]
    [InlineData("db:::1", true)]
    [InlineData("db:[::1]", true)]
    [InlineData("db:[::1", false)]
    [InlineData("db:::1]", false)]
    [InlineData("db:[[::1]]", false)]
    [InlineData("db:[", false)]
    [InlineData("db:[]", false)]
    [InlineData("db:", false)]
    [InlineData("db", false)]
    [InlineData(":10.0.0.1", false)]
    public void Both_programs_take_the_same_entries_of_hosts(string entry, bool isTaken)
    {
        Assert.Equal(isTaken, ValueChecks.AddedHost(entry) is null);
        Assert.Equal(isTaken, HostsFile.ParseEntry(entry) is not null);
    }
}
