// SPDX-License-Identifier: BSD-2-Clause
using Xunit;

namespace RootfulContainers.Tests;

public class ContainerNameTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("0")]
    [InlineData("my_app.v2-blue")]
    public void A_name_of_the_grammar_is_taken(string text)
    {
        Assert.True(ContainerName.TryParse(text, out var name, out _));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("-x")]
    [InlineData("Web")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("a@b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void Anything_else_is_refused_with_a_reason(string text)
    {
        Assert.False(ContainerName.TryParse(text, out _, out var error));
        Assert.Contains("name", error, StringComparison.Ordinal);
    }
}
