// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using CsCheck;
using Xunit;

namespace RootfulContainers.Tests;

public class NetworkAttachmentTests
{
    [Fact]
    public void A_name_alone_is_a_network_without_options()
    {
        Assert.True(NetworkAttachment.TryParse("rootful0", out var network, out _));

        Assert.Equal(new NetworkAttachment("rootful0"), network);
        Assert.Null(network.Ipv4);
        Assert.Null(network.Mac);
        Assert.Empty(network.Aliases);
        Assert.Empty(network.Options);
    }

    [Fact]
    public void Every_option_has_its_place()
    {
        const string Text =
            "rootful0:ip=10.89.0.9,ip6=fd00::9,mac=02:00:5e:10:00:01,interface_name=lan0,alias=web,alias=www.example,"
            + "default_route=false,metric=100,anti_spoof=false,mode=bridge,note=a=b";

        Assert.True(NetworkAttachment.TryParse(Text, out var network, out _));

        Assert.Equal("rootful0", network.Name);
        Assert.Equal(IPAddress.Parse("10.89.0.9"), network.Ipv4);
        Assert.Equal(IPAddress.Parse("fd00::9"), network.Ipv6);
        Assert.Equal("02:00:5e:10:00:01", network.Mac);
        Assert.Equal("lan0", network.Interface);
        Assert.Equal(["web", "www.example"], network.Aliases);
        Assert.False(network.DefaultRoute);
        Assert.Equal(100, network.Metric);
        Assert.False(network.AntiSpoof);
        Assert.Equal([new("mode", "bridge"), new("note", "a=b")], network.Options);
        Assert.Equal(Text, network.ToString());
    }

    [Fact]
    public void Like_podmans_ip_takes_either_family()
    {
        Assert.True(NetworkAttachment.TryParse("n:ip=fd00::9,ip=10.89.0.9", out var network, out _));

        Assert.Equal("n:ip=10.89.0.9,ip6=fd00::9", network.ToString());
    }

    [Theory]
    [InlineData("", "must not be empty")]
    [InlineData(":ip=10.0.0.1", "must not be empty")]
    [InlineData("-n", "must match")]
    [InlineData("../n", "must match")]
    [InlineData("a b", "must match")]
    [InlineData("nétwork", "must match")]
    [InlineData("n:", "'' is not KEY=VALUE")]
    [InlineData("n:ip", "'ip' is not KEY=VALUE")]
    [InlineData("n:=x", "'=x' is not KEY=VALUE")]
    [InlineData("n:metric=1,", "'' is not KEY=VALUE")]
    [InlineData("n:ip=", "'' is not an IP address")]
    [InlineData("n:ip=1", "'1' is not an IP address")]
    [InlineData("n:ip=10.0.0.01", "'10.0.0.01' is not an IP address")]
    [InlineData("n:ip=10.0.0.1/24", "'10.0.0.1/24' is not an IP address")]
    [InlineData("n:ip=[fd00::1]", "'[fd00::1]' is not an IP address")]
    [InlineData("n:ip6=fd00::1/64", "'fd00::1/64' is not an IPv6 address")]
    [InlineData("n:ip6=fe80::1%1", "'fe80::1%1' is not an IPv6 address")]
    [InlineData("n:ip6=10.0.0.1", "'10.0.0.1' is not an IPv6 address")]
    [InlineData("n:ip=10.0.0.1,ip=10.0.0.2", "two IPv4 addresses, 10.0.0.1 and 10.0.0.2")]
    [InlineData("n:ip=fd00::1,ip6=fd00::2", "two IPv6 addresses, fd00::1 and fd00::2")]
    [InlineData("n:mac=02:00:5e:10:00", "is not a unicast MAC")]
    [InlineData("n:mac=02-00-5e-10-00-01", "is not a unicast MAC")]
    [InlineData("n:mac=2:0:5e:10:0:1", "is not a unicast MAC")]
    [InlineData("n:mac=03:00:5e:10:00:01", "is not a unicast MAC")]
    [InlineData("n:mac=00:00:00:00:00:00", "is not a unicast MAC")]
    [InlineData("n:interface_name=", "is not an interface name")]
    [InlineData("n:interface_name=..", "is not an interface name")]
    [InlineData("n:interface_name=a/b", "is not an interface name")]
    [InlineData("n:interface_name=a:1", "is not an interface name")]
    [InlineData("n:interface_name=eth%d", "is not an interface name")]
    [InlineData("n:interface_name=sixteencharacter", "is not an interface name")]
    [InlineData("n:alias=", "is not a name for DNS")]
    [InlineData("n:alias=a b", "is not a name for DNS")]
    [InlineData("n:alias=-a", "is not a name for DNS")]
    [InlineData("n:default_route=yes", "expected true or false")]
    [InlineData("n:anti_spoof=no", "expected true or false")]
    [InlineData("n:anti_spoof=true,anti_spoof=true", "'anti_spoof' is given twice")]
    [InlineData("n:metric=-1", "expected a whole number")]
    [InlineData("n:metric=1.5", "expected a whole number")]
    [InlineData("n:metric=2147483648", "expected a whole number")]
    [InlineData("n:metric=1,metric=2", "'metric' is given twice")]
    [InlineData("n:mac=02:00:5e:10:00:01,mac=02:00:5e:10:00:02", "'mac' is given twice")]
    [InlineData("n:interface_name=a,interface_name=b", "'interface_name' is given twice")]
    [InlineData("n:default_route=true,default_route=false", "'default_route' is given twice")]
    [InlineData("n:mode=a,mode=b", "'mode' is given twice")]
    public void A_mistake_is_told_with_what_is_allowed(string text, string reason)
    {
        Assert.False(NetworkAttachment.TryParse(text, out _, out var error));

        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_in_an_option_names_the_network()
    {
        Assert.False(NetworkAttachment.TryParse("rootful0:metric=x", out _, out var error));

        Assert.StartsWith("network 'rootful0': ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "x", "not empty")]
    [InlineData("a=b", "x", "no '='")]
    [InlineData("a,b", "x", "or ','")]
    [InlineData("ip", "x", "has a key of its own")]
    [InlineData("a", "x,y", "must not hold a ','")]
    public void An_option_that_would_be_read_as_something_else_is_refused(string key, string value, string reason) =>
        Assert.Contains(reason, NetworkAttachment.CheckOption(key, value), StringComparison.Ordinal);

    [Fact]
    public void What_an_attachment_prints_is_parsed_to_the_same_attachment() =>
        Attachment.Sample(network =>
        {
            Assert.True(NetworkAttachment.TryParse(network.ToString(), out var parsed, out var error), error);
            Assert.Equal(network.Name, parsed.Name);
            Assert.Equal(network.Ipv4, parsed.Ipv4);
            Assert.Equal(network.Ipv6, parsed.Ipv6);
            Assert.Equal(network.Mac, parsed.Mac);
            Assert.Equal(network.Interface, parsed.Interface);
            Assert.Equal(network.Aliases, parsed.Aliases);
            Assert.Equal(network.DefaultRoute, parsed.DefaultRoute);
            Assert.Equal(network.Metric, parsed.Metric);
            Assert.Equal(network.Options, parsed.Options);
            Assert.Equal(network, parsed);
        });

    // Values are made freely and kept when the checks, which guard the definition, take them.
    private static Gen<NetworkAttachment> Attachment =>
        from name in Word.Where(text => NetworkAttachment.CheckName(text) is null)
        from ipv4 in Gen.Byte.Array[4].Select(octets => new IPAddress(octets)).Null()
        from ipv6 in Gen.Byte.Array[16].Select(octets => new IPAddress(octets)).Null()
        from mac in Gen.Byte.Array[6].Select(Mac).Where(text => NetworkAttachment.CheckMac(text) is null).Null()
        from device in Word.Where(text => NetworkAttachment.CheckInterface(text) is null).Null()
        from aliases in Word.Where(text => NetworkAttachment.CheckAlias(text) is null).Array[0, 3]
        from route in Gen.Bool.Nullable()
        from metric in Gen.Int[0, int.MaxValue].Nullable()
        from options in Gen.Select(Word, Gen.String)
            .Where((key, value) => NetworkAttachment.CheckOption(key, value) is null)
            .Array[0, 3]
        select new NetworkAttachment(name)
        {
            Ipv4 = ipv4,
            Ipv6 = ipv6,
            Mac = mac,
            Interface = device,
            Aliases = aliases,
            DefaultRoute = route,
            Metric = metric,
            Options =
            [
                .. options
                    .DistinctBy(option => option.Item1, StringComparer.Ordinal)
                    .Select(option => KeyValuePair.Create(option.Item1, option.Item2)),
            ],
        };

    private static Gen<string> Word => Gen.Char["abcxyzABC019_.-:=,%/ é"].Array[1, 6].Select(c => new string(c));

    private static string Mac(byte[] octets) =>
        string.Join(':', octets.Select(octet => octet.ToString("x2", CultureInfo.InvariantCulture)));
}
