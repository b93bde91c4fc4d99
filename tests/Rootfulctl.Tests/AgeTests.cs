// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class AgeTests
{
    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(59, "59s")]
    [InlineData(60, "1min 0s")]
    [InlineData(3 * 3600 + 125, "3h 2min")]
    [InlineData(86400 + 7200, "1d 2h")]
    [InlineData(30 * 86400, "30d")]
    public void An_age_is_told_in_the_units_that_count(int seconds, string text) =>
        Assert.Equal(text, Age.Of(TimeSpan.FromSeconds(seconds)));
}
