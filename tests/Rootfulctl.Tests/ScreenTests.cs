// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class ScreenTests
{
    [Fact]
    public void What_is_redrawn_leaves_nothing_of_before() =>
        Assert.Equal("\e[Ha\e[K\nb\e[K\n\e[J", Screen.Redrawn("a\nb\n", 24));

    [Fact]
    public void What_does_not_fit_would_scroll_and_is_left_out() =>
        Assert.Equal("\e[Ha\e[K\n\e[J", Screen.Redrawn("a\nb\nc\n", 2));

    [Fact]
    public void An_object_on_a_line_is_one_whatever_it_holds() =>
        Assert.Equal("""{"name":"a\nb"}""", Json.Line(json => json.WriteString("name", "a\nb")));
}
