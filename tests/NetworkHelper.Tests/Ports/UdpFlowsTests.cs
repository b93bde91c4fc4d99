// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform.Interop;
using Xunit;

namespace RootfulContainers.Tests.Ports;

public class UdpFlowsTests
{
    private static readonly IReadOnlyList<IPAddress> Container =
    [
        IPAddress.Parse("10.89.0.5"),
        IPAddress.Parse("fd00::5"),
    ];

    [Theory]
    // Nothing was published as the flow began.
    [InlineData("9000:90/udp", "192.0.2.1:9000", "192.0.2.1:9000", true)]
    // The container had another address, or another one had the port.
    [InlineData("9000:90/udp", "192.0.2.1:9000", "10.89.0.77:90", true)]
    [InlineData("9000:90/udp", "192.0.2.1:9000", "10.89.0.5:91", true)]
    [InlineData("9000:90/udp", "192.0.2.1:9000", "10.89.0.5:90", false)]
    [InlineData("9000:90/udp", "[2001:db8::1]:9000", "[fd00::5]:90", false)]
    [InlineData("9000:90/udp", "[2001:db8::1]:9000", "[2001:db8::1]:9000", true)]
    [InlineData("9000-9002:90-92/udp", "192.0.2.1:9002", "10.89.0.5:92", false)]
    [InlineData("9000-9002:90-92/udp", "192.0.2.1:9002", "10.89.0.5:90", true)]
    [InlineData("9000-9002:90-92/udp", "192.0.2.1:9003", "192.0.2.1:9003", false)]
    [InlineData("192.0.2.9:9000:90/udp", "192.0.2.1:9000", "192.0.2.1:9000", false)]
    [InlineData("9001:90/udp", "192.0.2.1:9000", "192.0.2.1:9000", false)]
    public void A_flow_to_a_published_port_leads_to_the_container_or_elsewhere(
        string port,
        string sentTo,
        string broughtTo,
        bool expected
    )
    {
        var mappings = HostPorts.Groups([Examples.Port(port)]).SelectMany(g => g.Mappings).ToList();
        var flow = new TrackedFlow(IPEndPoint.Parse(sentTo), IPEndPoint.Parse(broughtTo), []);

        Assert.Equal(expected, UdpFlows.LeadsElsewhere(flow, mappings, Container));
    }

    [Fact]
    public void What_the_kernel_tells_of_a_flow_is_read()
    {
        // As Linux 6.18 told of a datagram from 192.0.2.2:40001 to 192.0.2.1:9000 that is brought to 10.89.0.5:90.
        byte[] content =
        [
            .. new byte[] { 2, 0, 0, 0 },
            .. Tuple(1, [192, 0, 2, 2], [192, 0, 2, 1], 40001, 9000),
            .. Tuple(2, [10, 89, 0, 5], [192, 0, 2, 2], 90, 40001),
        ];

        var flow = ConnectionTracking.Parse(content, 17);

        Assert.Equal("192.0.2.1:9000", flow?.SentTo.ToString());
        Assert.Equal("10.89.0.5:90", flow?.BroughtTo.ToString());
        Assert.Null(ConnectionTracking.Parse(content, 6));
        Assert.Null(ConnectionTracking.Parse([2, 0, 0, 0], 17));
    }

    private static byte[] Tuple(ushort number, byte[] from, byte[] to, ushort fromPort, ushort toPort) =>
        NetlinkMessage.Attribute(
            (ushort)(number | NetlinkMessage.NLA_F_NESTED),
            [
                .. NetlinkMessage.Attribute(
                    1 | NetlinkMessage.NLA_F_NESTED,
                    [.. NetlinkMessage.Attribute(1, from), .. NetlinkMessage.Attribute(2, to)]
                ),
                .. NetlinkMessage.Attribute(
                    2 | NetlinkMessage.NLA_F_NESTED,
                    [
                        .. NetlinkMessage.Attribute(1, [17]),
                        .. NetlinkMessage.Attribute(2, [(byte)(fromPort >> 8), (byte)fromPort]),
                        .. NetlinkMessage.Attribute(3, [(byte)(toPort >> 8), (byte)toPort]),
                    ]
                ),
            ]
        );
}
