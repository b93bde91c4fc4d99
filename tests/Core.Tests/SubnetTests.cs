// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using Xunit;

namespace RootfulContainers.Tests;

public class SubnetTests
{
    [Theory]
    [InlineData("10.89.0.0/24", "10.89.0.255", 255)]
    [InlineData("10.89.0.4/30", "10.89.0.7", 3)]
    [InlineData("10.89.0.4/31", "10.89.0.5", 1)]
    [InlineData("10.89.0.4/32", "10.89.0.4", 0)]
    [InlineData("128.0.0.0/1", "255.255.255.255", int.MaxValue)]
    [InlineData("fd00::/112", "fd00::ffff", 65535)]
    [InlineData("fd00::2/127", "fd00::3", 1)]
    [InlineData("fd00::2/128", "fd00::2", 0)]
    public void The_last_address_is_where_the_prefix_says(string network, string last, int number)
    {
        var subnet = Of(network);

        Assert.Equal((UInt128)number, subnet.LastHost);
        Assert.Equal(IPAddress.Parse(last), subnet.Address(subnet.LastHost));
        Assert.Equal(network, subnet.ToString());
    }

    [Theory]
    [InlineData("10.89.0.0/24", "10.88.255.255")]
    [InlineData("10.89.0.0/24", "10.89.1.0")]
    [InlineData("10.89.0.0/24", "::ffff:10.89.0.1")]
    [InlineData("10.89.0.0/24", "fd00::1")]
    [InlineData("fd00::/64", "10.89.0.1")]
    [InlineData("fd00::/64", "fd00:0:0:1::")]
    public void An_address_beside_it_or_of_the_other_family_is_not_in_it(string network, string address)
    {
        Assert.False(Of(network).Contains(IPAddress.Parse(address)));
        Assert.Throws<ArgumentException>(() => Of(network).Host(IPAddress.Parse(address)));
    }

    [Fact]
    public void An_address_and_its_number_lead_to_each_other() =>
        Gen.Select(Gen.Byte.Array[16], Gen.Int[1, 128], Gen.Bool, Gen.ULong, Gen.ULong)
            .Sample(
                (octets, prefix, ipv4, high, low) =>
                {
                    var subnet = Of(ipv4 ? octets[..4] : octets, ipv4 ? ((prefix - 1) % 32) + 1 : prefix);
                    var host = new UInt128(high, low) & subnet.LastHost;
                    return subnet.Contains(subnet.Address(host)) && subnet.Host(subnet.Address(host)) == host;
                }
            );

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void The_whole_internet_is_no_subnet(string network) =>
        Assert.Throws<InvalidDataException>(() => Of(network));

    private static Subnet Of(string network) => new(IPNetwork.Parse(network));

    private static Subnet Of(byte[] octets, int prefix)
    {
        var bits = octets.Length * 8;
        for (var bit = prefix; bit < bits; bit++)
        {
            octets[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new Subnet(new IPNetwork(new IPAddress(octets), prefix));
    }

    [Fact]
    public void All_addresses_are_a_destination_of_routes_but_no_subnet()
    {
        Assert.NotNull(ValueChecks.Subnet("0.0.0.0/0"));
        Assert.NotNull(ValueChecks.Subnet("::/0"));
        Assert.Null(ValueChecks.Route("0.0.0.0/0,10.89.0.1"));
    }
}
