// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class LineDiffTests
{
    [Fact]
    public void Nothing_changed_is_nothing() => Assert.Empty(LineDiff.Of(["a", "b"], ["a", "b"]));

    [Fact]
    public void A_changed_line_was_one_and_is_another() =>
        Assert.Equal([" a", "-b", "+x", " c"], LineDiff.Of(["a", "b", "c"], ["a", "x", "c"]));

    [Fact]
    public void What_is_new_or_gone_has_no_other_side()
    {
        Assert.Equal(["+a"], LineDiff.Of([], ["a"]));
        Assert.Equal(["-a"], LineDiff.Of(["a"], []));
    }

    [Fact]
    public void What_is_far_from_a_change_is_left_out() =>
        Assert.Equal([" 3", " 4", " 5", "+6"], LineDiff.Of(["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5", "6"]));
}
