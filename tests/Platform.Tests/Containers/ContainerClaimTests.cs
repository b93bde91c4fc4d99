// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using CsCheck;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

public class ContainerClaimTests
{
    private static readonly string Id = new('a', 64);

    [Fact]
    public void An_id_is_64_hex_digits() =>
        Assert.Equal($"{Id[..54]}0123456789", ContainerClaim.ParseId($"{Id[..54]}0123456789"));

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("login.bank.example,db")]
    [InlineData("../../etc")]
    public void Nothing_else_is_an_id(string text) => Assert.Throws<HostException>(() => ContainerClaim.ParseId(text));

    [Fact]
    public void Not_even_with_the_right_length()
    {
        Gen.Select(Gen.Int[0, 63], Gen.Char)
            .Where((_, c) => !char.IsAsciiHexDigitLower(c))
            .Sample(
                (position, c) =>
                {
                    var text = $"{Id[..position]}{c}{Id[(position + 1)..]}";
                    Assert.Throws<HostException>(() => ContainerClaim.ParseId(text));
                }
            );
        Assert.Throws<HostException>(() => ContainerClaim.ParseId(Id + "a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("-7")]
    [InlineData("+7")]
    [InlineData(" 7")]
    [InlineData("7 ")]
    [InlineData("7\n8")]
    [InlineData("0x7")]
    [InlineData("\u0667")]
    [InlineData("2147483648")]
    [InlineData("4294967303")]
    [InlineData("self")]
    [InlineData("7/../1")]
    public void What_is_no_process_of_a_container_is_refused(string text) =>
        Assert.Equal(
            "pidfile does not hold the number of a process",
            Assert.Throws<HostException>(() => ContainerClaim.ParseProcess(text, "pidfile")).Message
        );

    [Fact]
    public void Any_text_is_the_number_it_says_or_refused() =>
        Gen.OneOf(
                Gen.String,
                Gen.Long.Select(n => n.ToString(CultureInfo.InvariantCulture)),
                Gen.Char["0123456789"].Array[0, 12].Select(digits => new string(digits))
            )
            .Sample(text =>
            {
                try
                {
                    var process = ContainerClaim.ParseProcess(text, "pidfile");
                    // The framework's parser ignores NULs at the end.
                    return process > 1
                        && text.TrimStart('0').TrimEnd('\0') == process.ToString(CultureInfo.InvariantCulture);
                }
                catch (HostException)
                {
                    return true;
                }
            });
}
