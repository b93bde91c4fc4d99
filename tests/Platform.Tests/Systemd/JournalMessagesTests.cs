// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Systemd;
using Xunit;

namespace RootfulContainers.Tests.Systemd;

public class JournalMessagesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one\n\ntwo\n", "one; two")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n", "3; 4; 5; 6; 7")]
    [InlineData("again\nagain\nagain\n", "again")]
    [InlineData("\u001b[31mred\u2028STATUS=x\n", @"\u001b[31mred\u2028STATUS=x")]
    public void The_last_lines_are_one(string text, string expected) =>
        Assert.Equal(expected, JournalMessages.OneLine(text));

    [Theory]
    [InlineData("time=x level=warning\nError: no such image\n", "Error: no such image")]
    [InlineData("one\nError: two", "Error: two")]
    [InlineData("one\ntwo", "one\ntwo")]
    public void Of_podman_its_errors_are_shown(string text, string expected) =>
        Assert.Equal(expected, JournalMessages.ErrorsOfPodman(text));

    [Fact]
    public void A_long_line_hides_no_other()
    {
        var line = JournalMessages.OneLine($"{new string('x', 100_000)}\nthe end");

        Assert.EndsWith("x…; the end", line, StringComparison.Ordinal);
        Assert.True(line.Length < 1000);
    }
}
