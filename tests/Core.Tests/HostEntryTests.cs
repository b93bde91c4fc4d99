// SPDX-License-Identifier: BSD-2-Clause
using Xunit;

namespace RootfulContainers.Tests;

public class HostEntryTests
{
    [Theory]
    [InlineData("db:192.0.2.9", "db", "192.0.2.9")]
    [InlineData("db:fd00::9", "db", "fd00::9")]
    [InlineData("db:[fd00::9]", "db", "fd00::9")]
    [InlineData("db.example:host-gateway", "db.example", "host-gateway")]
    public void An_entry_is_a_name_and_an_address(string text, string host, string address) =>
        Assert.Equal(new HostEntry(host, address), HostEntry.TryParse(text, out var entry, out _) ? entry : null);

    [Theory]
    [InlineData("")]
    [InlineData("db")]
    [InlineData("db:")]
    [InlineData(":192.0.2.9")]
    [InlineData("db:host")]
    [InlineData("db:1")]
    [InlineData("db:192.0.2.09")]
    [InlineData("db:[192.0.2.9")]
    [InlineData("db:::1]")]
    [InlineData("db:[[::1]]")]
    [InlineData("db:[")]
    [InlineData("db:[]")]
    [InlineData("db:fd00::9%eth0")]
    [InlineData("db:[fd00::9]:80")]
    [InlineData("a b:192.0.2.9")]
    [InlineData("a\nb:192.0.2.9")]
    [InlineData("a\rb:192.0.2.9")]
    [InlineData("#db:192.0.2.9")]
    [InlineData("db:192.0.2.9\n127.0.0.1 bank")]
    public void What_would_not_be_one_line_of_the_file_is_no_entry(string text) =>
        Assert.False(HostEntry.TryParse(text, out _, out _));
}
