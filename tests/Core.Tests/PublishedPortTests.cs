// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using Xunit;

namespace RootfulContainers.Tests;

public class PublishedPortTests
{
    [Theory]
    [InlineData("80", null, null, 80, 1, "tcp")]
    [InlineData("8080:80", null, 8080, 80, 1, "tcp")]
    [InlineData(":80", null, null, 80, 1, "tcp")]
    [InlineData("::80", null, null, 80, 1, "tcp")]
    [InlineData("53:53/udp", null, 53, 53, 1, "udp")]
    [InlineData("53:53/tcp,udp", null, 53, 53, 1, "tcp,udp")]
    [InlineData("36412/sctp", null, null, 36412, 1, "sctp")]
    [InlineData("8000-8009:9000-9009", null, 8000, 9000, 10, "tcp")]
    [InlineData("1-65535:1-65535", null, 1, 1, 65535, "tcp")]
    [InlineData("80-80:90", null, 80, 90, 1, "tcp")]
    [InlineData("192.0.2.1:80:8080", "192.0.2.1", 80, 8080, 1, "tcp")]
    [InlineData("192.0.2.1::8080", "192.0.2.1", null, 8080, 1, "tcp")]
    [InlineData("[2001:db8::1]:80:8080", "2001:db8::1", 80, 8080, 1, "tcp")]
    [InlineData("[2001:db8::1]::8080", "2001:db8::1", null, 8080, 1, "tcp")]
    [InlineData("[2001:DB8:0::1]:8080", "2001:db8::1", null, 8080, 1, "tcp")]
    [InlineData("[::]:80:80", "::", 80, 80, 1, "tcp")]
    public void Every_form_of_the_grammar_is_taken(
        string text,
        string? address,
        int? host,
        int container,
        int count,
        string protocols
    )
    {
        Assert.True(PublishedPort.TryParse(text, out var port, out _));

        Assert.Equal(address is null ? null : IPAddress.Parse(address), port.HostAddress);
        Assert.Equal(host, port.HostPort);
        Assert.Equal(container, port.ContainerPort);
        Assert.Equal(count, port.Count);
        Assert.Equal(protocols, string.Join(',', port.Protocols.Select(PublishedPort.Name)));
    }

    [Theory]
    [InlineData("", "no container port")]
    [InlineData("80:", "no container port")]
    [InlineData("/tcp", "no container port")]
    [InlineData("0", "'0' is not a port")]
    [InlineData("65536", "'65536' is not a port")]
    [InlineData("+80", "'+80' is not a port")]
    [InlineData(" 80", "' 80' is not a port")]
    [InlineData("８０", "'８０' is not a port")]
    [InlineData("http", "'http' is not a port")]
    [InlineData("80-", "'80-' is not a port")]
    [InlineData("-80", "'-80' is not a port")]
    [InlineData("1-2-3", "'1-2-3' is not a port")]
    [InlineData("90-80", "range '90-80' ends before it starts")]
    [InlineData("80-81:80", "2 host ports for 1 container ports")]
    [InlineData("80:80-81", "1 host ports for 2 container ports")]
    [InlineData("65535-65536:1-2", "'65535-65536' is not a port")]
    [InlineData("192.0.2.1:80", "'192.0.2.1' is not a port")]
    [InlineData("localhost:80:80", "'localhost' is not an IPv4 address")]
    [InlineData("192.0.2:80:80", "'192.0.2' is not an IPv4 address")]
    [InlineData("0x7f.1:80:80", "'0x7f.1' is not an IPv4 address")]
    [InlineData("192.0.2.01:80:80", "'192.0.2.01' is not an IPv4 address")]
    [InlineData("2001:db8::1:80:80", "an IPv6 address goes in brackets")]
    [InlineData("192.0.2.1:80:80:80", "too many ':'")]
    [InlineData("[fd00::1]:1:2:3", "too many ':'")]
    [InlineData("[::1]:80:80", "[::1] cannot lead into a container; use 127.0.0.1")]
    [InlineData("[0:0:0:0:0:0:0:1]:80", "[::1] cannot lead into a container")]
    [InlineData("[::1]", "no IPv6 address between the brackets")]
    [InlineData("[::1]80:80", "no IPv6 address between the brackets")]
    [InlineData("[]:80:80", "no IPv6 address between the brackets")]
    [InlineData("[192.0.2.1]:80:80", "no IPv6 address between the brackets")]
    [InlineData("[[::1]]:80:80", "no IPv6 address between the brackets")]
    [InlineData("[fe80::1%1]:80:80", "no IPv6 address between the brackets")]
    [InlineData("[fd00::1]:", "no container port")]
    [InlineData("80/", "unknown protocol ''")]
    [InlineData("80/TCP", "unknown protocol 'TCP'")]
    [InlineData("80/icmp", "unknown protocol 'icmp'")]
    [InlineData("80/tcp/udp", "unknown protocol 'tcp/udp'")]
    [InlineData("80/tcp,", "unknown protocol ''")]
    [InlineData("80/udp,tcp,udp", "protocol 'udp' twice")]
    public void Anything_else_is_refused_with_the_reason_and_the_grammar(string text, string reason)
    {
        Assert.False(PublishedPort.TryParse(text, out _, out var error));

        Assert.StartsWith($"published port '{text}': ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.EndsWith("expected [[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_port_prints_is_parsed_to_the_same_port() =>
        Port.Sample(port =>
        {
            Assert.True(PublishedPort.TryParse(port.ToString(), out var parsed, out var error), error);
            Assert.Equal(port.HostAddress, parsed.HostAddress);
            Assert.Equal(port.HostPort, parsed.HostPort);
            Assert.Equal(port.ContainerPort, parsed.ContainerPort);
            Assert.Equal(port.Count, parsed.Count);
            Assert.Equal(port.Protocols, parsed.Protocols);
            Assert.Equal(port, parsed);
        });

    [Fact]
    public void Any_text_is_parsed_or_refused_and_what_is_parsed_prints_as_itself() =>
        Gen.Char["0123456789:-/[].,tcpud "]
            .Array[0, 20]
            .Select(characters => new string(characters))
            .Sample(
                text =>
                {
                    if (PublishedPort.TryParse(text, out var port, out var error))
                    {
                        Assert.True(PublishedPort.TryParse(port.ToString(), out var again, out error), error);
                        Assert.Equal(port, again);
                    }
                    else
                    {
                        Assert.NotEmpty(error);
                    }
                },
                iter: 20_000
            );

    private static Gen<PublishedPort> Port =>
        from address in Gen.OneOf(
            Gen.Const((IPAddress?)null),
            Gen.Byte.Array[4].Select(octets => (IPAddress?)new IPAddress(octets)),
            Gen.Byte.Array[16].Select(octets => (IPAddress?)new IPAddress(octets))
        )
        from count in Gen.OneOf(Gen.Const(1), Gen.Int[1, 65535])
        from host in Gen.Int[0, 65536 - count]
        from container in Gen.Int[1, 65536 - count]
        from protocols in Gen.Shuffle(new[] { PortProtocol.Tcp, PortProtocol.Udp, PortProtocol.Sctp }, 1, 3)
        select new PublishedPort(address, host == 0 ? null : (ushort)host, (ushort)container, count, [.. protocols]);
}
