// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using Xunit;

namespace RootfulContainers.Tests;

public class PrintableTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.89.0.77 (rootful0)", "10.89.0.77 (rootful0)")]
    [InlineData("größer, 日本語, 🐧", "größer, 日本語, 🐧")]
    [InlineData("\e[2J\e]0;title\a", @"\u001b[2J\u001b]0;title\u0007")]
    [InlineData("one\ntwo\r\n", @"one\ntwo\u000d\n")]
    [InlineData("a\u009b31mb", @"a\u009b31mb")]
    [InlineData("a\u202etxt.exe", @"a\u202etxt.exe")]
    [InlineData("a\u2028b\0", @"a\u2028b\u0000")]
    [InlineData("a\U000E0041b", @"a\U000e0041b")]
    public void What_a_terminal_obeys_is_spelled_out(string text, string expected) =>
        Assert.Equal(expected, PrintableText.Of(text, 1000));

    [Fact]
    public void What_is_too_long_is_cut_off() => Assert.Equal("abc…", PrintableText.Of("abcdef", 3));

    [Theory]
    [InlineData("日本語", 6, "日本…")]
    [InlineData("日本語", 9, "日本語")]
    [InlineData("🐧🐧", 7, "🐧…")]
    [InlineData("\a\a", 6, @"\u0007…")]
    public void The_limit_is_one_of_bytes(string text, int limit, string expected) =>
        Assert.Equal(expected, PrintableText.Of(text, limit));

    [Fact]
    public void Any_text_becomes_one_line_without_controls() =>
        Gen.String.Sample(text => !PrintableText.Of(text, 50).Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'));
}
