// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Ports;

public class PortMappingTests
{
    [Theory]
    [InlineData("80:80", "80:8080", true)]
    [InlineData("80:80", "80:80/udp", false)]
    [InlineData("80:80", "81:80", false)]
    [InlineData("80:80", "192.0.2.1:80:80", true)]
    [InlineData("0.0.0.0:80:80", "192.0.2.1:80:80", true)]
    [InlineData("[::]:80:80", "[2001:db8::1]:80:80", true)]
    [InlineData("0.0.0.0:80:80", "[2001:db8::1]:80:80", false)]
    [InlineData("192.0.2.1:80:80", "192.0.2.2:80:80", false)]
    [InlineData("8000-8009:80-89", "8009-8010:80-81", true)]
    [InlineData("8000-8009:80-89", "8010:80", false)]
    public void Two_published_ports_are_in_each_others_way_or_not(string one, string other, bool expected)
    {
        Assert.Equal(expected, Mapping(one).Overlaps(Mapping(other)));
        Assert.Equal(expected, Mapping(other).Overlaps(Mapping(one)));
    }

    private static PortMapping Mapping(string port) =>
        Assert.Single(HostPorts.Groups([Examples.Port(port)]).SelectMany(g => g.Mappings));
}
