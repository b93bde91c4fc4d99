// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class TimelineTests
{
    [Fact]
    public void Units_stand_in_the_order_in_which_they_began()
    {
        var lines = Timeline
            .Lines([
                new StartStep("b.service", "user", 1_300_000, null),
                new StartStep("a.service", "system", 1_000_000, 1_600_000),
            ])
            .ToList();

        Assert.StartsWith("    0 ms +  600 ms  a.service  system  ▇▇▇", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("  300 ms +       -  b.service  user  ", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("?", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_a_users_manager_claims_does_nothing_to_a_terminal() =>
        Assert.Contains(
            @"\u001b[2Ja.service\u009b",
            Assert.Single(Timeline.Lines([new StartStep("\u001b[2Ja.service\u009b", "user", 1, 2)])),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_unit_that_never_began_has_no_line()
    {
        Assert.Null(Timeline.Step("a.service", "system", 0, 0));
        Assert.Empty(Timeline.Lines([]));
    }

    [Fact]
    public void The_end_of_an_earlier_start_is_not_that_of_this_one() =>
        Assert.Null(Timeline.Step("a.service", "system", 20, 10)!.Ready);
}
