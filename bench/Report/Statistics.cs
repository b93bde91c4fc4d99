// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Bench;

/// <summary>What is said of several values: their middle, and where the middle half of them is.</summary>
internal static class Statistics
{
    public static double Median(IReadOnlyList<double> values) => Quantile(values, 0.5);

    /// <summary>Between two values it is on the line that connects them.</summary>
    public static double Quantile(IReadOnlyList<double> values, double share)
    {
        var sorted = values.Order().ToList();
        var place = share * (sorted.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>
    /// Of a value and the one of the same round that it is compared with: what disturbs the machine for a while disturbs both. Nothing if the
    /// rounds are not the same ones.
    /// </summary>
    public static IReadOnlyList<double> Ratios(IReadOnlyList<double> values, IReadOnlyList<double> others) =>
        values.Count == others.Count ? [.. values.Zip(others, (v, o) => v / o).Where(double.IsFinite)] : [];

    /// <summary>The line that is nearest to the points, by least squares.</summary>
    public static (double Intercept, double Slope) Line(IReadOnlyList<(double X, double Y)> points)
    {
        var x = points.Average(p => p.X);
        var y = points.Average(p => p.Y);
        var spread = points.Sum(p => (p.X - x) * (p.X - x));
        var slope = spread == 0 ? 0 : points.Sum(p => (p.X - x) * (p.Y - y)) / spread;
        return (y - (slope * x), slope);
    }
}
