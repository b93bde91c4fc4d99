// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class SubordinateIdTests
{
    [Theory]
    [InlineData("", "", 100000)]
    [InlineData("test:100000:65536\n", "test:100000:65536\n", 165536)]
    [InlineData("a:100000:65536\n", "b:165536:65536\n", 231072)]
    // What lies between two is too small.
    [InlineData("a:165535:10\n", "", 165545)]
    // In any order, overlapping, below the minimum, and not a range.
    [InlineData("b:150000:65536\na:100000:65536\nc:1000:10\n#\nd:x:1\n", "", 215536)]
    public void The_first_free_range_meets_none_of_both_files(string uids, string gids, ulong first) =>
        Assert.Equal(
            first,
            SubordinateIds.Free([.. SubordinateIds.Parse(uids), .. SubordinateIds.Parse(gids)], 100_000, 600_100_000)
        );

    [Fact]
    public void Where_all_are_taken_there_is_none() =>
        Assert.Null(SubordinateIds.Free(SubordinateIds.Parse("a:100000:65536"), 100_000, 200_000));

    [Theory]
    [InlineData("test:100000:65536", 65536)]
    [InlineData("1000:100000:65536\ntest:200000:10", 65546)]
    [InlineData("other:100000:65536", 0)]
    public void A_user_has_ids_by_name_and_by_uid(string text, ulong count) =>
        Assert.Equal(count, SubordinateIds.Total(SubordinateIds.Of(SubordinateIds.Parse(text), "test", 1000)));
}
