// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class TerminalTests
{
    [Theory]
    [InlineData(true, null, 80, 80)]
    [InlineData(true, "40", 80, 40)]
    [InlineData(true, "0", 80, 80)]
    [InlineData(true, "-3", null, null)]
    [InlineData(false, "40", null, null)]
    public void Only_a_terminal_has_a_width(bool isTerminal, string? wanted, int? own, int? width) =>
        Assert.Equal(width, Terminal.WidthOf(isTerminal, wanted, own));
}
