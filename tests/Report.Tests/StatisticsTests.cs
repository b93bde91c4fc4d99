// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Bench;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7)]
    [InlineData(new double[] { 9, 1, 4 }, 4)]
    [InlineData(new double[] { 9, 1, 4, 5 }, 4.5)]
    public void The_median_is_the_middle_whatever_the_order(double[] values, double expected) =>
        Assert.Equal(expected, Statistics.Median(values));

    [Fact]
    public void The_middle_half_is_between_the_quartiles()
    {
        double[] values = [50, 10, 40, 20, 30];

        Assert.Equal(20, Statistics.Quantile(values, 0.25));
        Assert.Equal(40, Statistics.Quantile(values, 0.75));
        Assert.Equal(12.5, Statistics.Quantile([10, 20], 0.25));
    }

    [Fact]
    public void A_ratio_is_of_values_of_the_same_round() =>
        Assert.Equal([0.5, 2, 1], Statistics.Ratios([1, 4, 3], [2, 2, 3]));

    [Fact]
    public void There_is_no_ratio_of_different_rounds_nor_to_nothing()
    {
        Assert.Empty(Statistics.Ratios([1, 2], [1]));
        Assert.Empty(Statistics.Ratios([1], [0]));
    }

    [Fact]
    public void A_line_through_points_on_a_line_is_that_line()
    {
        var (intercept, slope) = Statistics.Line([(1, 5), (10, 23), (100, 203)]);

        Assert.Equal(3, intercept, 9);
        Assert.Equal(2, slope, 9);
    }

    [Fact]
    public void A_line_through_one_point_is_level() => Assert.Equal((5.0, 0.0), Statistics.Line([(10, 5)]));
}
