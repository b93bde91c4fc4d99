// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using CsCheck;
using RootfulContainers.NetworkHelper.Addressing;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

public class AddressKeyTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData("web", "rootful0", "10.89.0.77", "fd63:f6bb:3070:8287:e3a4:7341:1b46:524d")]
    [InlineData("container-web.service", "rootful0", "10.89.0.243", "fd63:f6bb:3070:8287:1d00:6497:f408:70f3")]
    [InlineData("bücher", "rootful0", "10.89.0.219", "fd63:f6bb:3070:8287:9e01:9a8e:619f:f2db")]
    public void A_key_prefers_the_same_addresses_for_ever(string key, string network, string v4, string v6)
    {
        var derived = AddressKey.Derive(Secret, key, network);

        Assert.Equal(IPAddress.Parse(v4), new Subnet(IPNetwork.Parse("10.89.0.0/24")).Address(derived.Number));
        Assert.Equal(
            IPAddress.Parse(v6),
            new Subnet(IPNetwork.Parse("fd63:f6bb:3070:8287::/64")).Address(derived.Number)
        );
    }

    [Fact]
    public void A_unit_name_around_key_and_network_does_not_count()
    {
        var plain = AddressKey.Derive(Secret, "web", "rootful0");

        Assert.Equal(plain, AddressKey.Derive(Secret, "container-web", "rootful0"));
        Assert.Equal(plain, AddressKey.Derive(Secret, "web", "rootful0.service"));
        Assert.Equal(plain, AddressKey.Derive(Secret, "container-web", "rootful0.service"));
    }

    [Fact]
    public void Only_one_prefix_and_one_suffix_are_taken_off()
    {
        var plain = AddressKey.Derive(Secret, "web", "rootful0");

        Assert.NotEqual(plain, AddressKey.Derive(Secret, "container-container-web", "rootful0"));
        Assert.NotEqual(plain, AddressKey.Derive(Secret, "web", "rootful0.service.service"));
    }

    [Fact]
    public void The_mac_is_derived_from_the_same_text_with_a_suffix_of_its_own() =>
        Assert.Equal("8a:e3:96:c3:ff:cf", AddressKey.Derive(Secret, "web", "rootful0").Mac);

    [Fact]
    public void Every_mac_is_locally_administered_unicast_and_taken_by_the_definition() =>
        Gen.Select(Gen.Byte.Array[32], Gen.String, Gen.String)
            .Sample(
                (secret, key, network) =>
                {
                    var mac = AddressKey.Derive(secret, key, network).Mac;
                    var first = byte.Parse(mac[..2], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                    return NetworkAttachment.CheckMac(mac) is null && (first & 3) == 2;
                }
            );
}
