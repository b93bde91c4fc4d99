// SPDX-License-Identifier: BSD-2-Clause
using Xunit;

namespace RootfulContainers.Tests;

public class ProgramVersionTests
{
    [Fact]
    public void It_is_the_one_of_the_build() =>
        Assert.Equal(ProgramVersion.Text, typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3));
}
