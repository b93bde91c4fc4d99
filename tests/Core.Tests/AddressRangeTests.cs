// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using Xunit;

namespace RootfulContainers.Tests;

public class AddressRangeTests
{
    [Theory]
    [InlineData("10.0.0.128/25", "10.0.0.0/24", null, "10.0.0.0/25")]
    [InlineData("10.0.0.0/25", "10.0.0.0/24", null, "10.0.0.128-10.0.0.254")]
    [InlineData("10.0.0.0/26", "10.0.0.0/24", null, "10.0.0.64-10.0.0.254")]
    [InlineData("10.0.0.2-10.0.0.9", "10.0.0.0/24", null, "10.0.0.10-10.0.0.254")]
    [InlineData("10.0.0.2-10.0.0.9", "10.0.0.0/24", "10.0.0.254", "10.0.0.0/31 10.0.0.10-10.0.0.253")]
    [InlineData("10.0.0.9-10.0.0.253", "10.0.0.0/24", "10.0.0.254", "10.0.0.1-10.0.0.8")]
    [InlineData("10.0.0.64/26", "10.0.0.0/24", null, "10.0.0.0/26 10.0.0.128-10.0.0.254")]
    [InlineData("10.0.0.0/24", "10.0.0.0/24", null, "")]
    [InlineData("10.0.0.2-10.0.0.254", "10.0.0.0/24", null, "")]
    [InlineData("fd00::8000:0:0:0/65", "fd00::/64", null, "fd00::/65")]
    [InlineData("fd00::2-fd00::ff", "fd00::/64", null, "fd00::100-fd00::ffff:ffff:ffff:ffff")]
    [InlineData("10.0.1.0/25", "10.0.0.0/24", null, null)]
    [InlineData("10.0.0.9-10.0.0.2", "10.0.0.0/24", null, null)]
    [InlineData("fd00::/65", "10.0.0.0/24", null, null)]
    public void What_lies_beside_it_is_what_a_container_can_have(
        string range,
        string subnet,
        string? gateway,
        string? expected
    )
    {
        var beside = AddressRange.Beside(
            range,
            IPNetwork.Parse(subnet),
            gateway is null ? null : IPAddress.Parse(gateway)
        );

        Assert.Equal(expected, beside is null ? null : string.Join(' ', beside));
    }
}
