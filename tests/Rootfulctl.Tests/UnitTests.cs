// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Systemd;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class UnitTests
{
    [Fact]
    public void What_systemctl_shows_is_a_paragraph_for_each_unit()
    {
        var units = UserUnitProperties.Parse(
            "Id=a.service\nEnvironment=A=B C=D\nMemoryCurrent=18446744073709551615\n\nId=b.service\nMemoryCurrent=12\n"
        );

        Assert.Equal(["a.service", "b.service"], units.Select(u => u.Unit));
        Assert.Equal("A=B C=D", units[0].Text("Environment"));
        Assert.Null(units[0].Number("MemoryCurrent"));
        Assert.Equal(12u, units[1].Number("MemoryCurrent"));
    }
}
