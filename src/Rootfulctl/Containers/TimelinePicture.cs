// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>The last start of a container as a picture: a row for each unit, in the order in which they began.</summary>
internal static class TimelinePicture
{
    private const double Margin = 16;
    private const double Gap = 12;
    private const double RowHeight = 26;
    private const double BarWidth = 640;
    private const double Top = 84;
    private const int MostTicks = 10;

    public static string Of(string name, IEnumerable<StartStep> steps)
    {
        var rows = steps.OrderBy(s => s.Began).ToList();
        var svg = new Svg();
        var first = rows.Count > 0 ? rows[0].Began : 0;
        // A little of what follows the start.
        var whole = Math.Max(1.0, rows.Select(s => Over(s) - first).DefaultIfEmpty().Max() * 1.05);
        var left =
            Margin + Svg.Width("system") + Gap + rows.Select(s => Svg.Width(s.Unit)).DefaultIfEmpty().Max() + Gap;
        var bottom = Top + (rows.Count * RowHeight);
        var width = left + BarWidth + Gap + Svg.Width("not started") + Margin;

        svg.Text(
            Margin,
            Margin + Svg.FontSize,
            rows.Count > 0 ? $"Last start of {name}" : $"{name} was not started",
            "strong"
        );
        if (rows.Count > 0)
        {
            DrawLegend(svg);
            DrawAxis(svg, left, bottom, whole);
        }

        for (var i = 0; i < rows.Count; i++)
        {
            DrawRow(
                svg,
                rows[i],
                Top + (i * RowHeight),
                left,
                t => left + ((t - first) / whole * BarWidth),
                first + whole
            );
        }

        return svg.Render(
            Math.Ceiling(width),
            Math.Ceiling(rows.Count > 0 ? bottom + Margin : 48),
            $"Last start of {name}"
        );
    }

    /// <summary>Ticks of 1, 2 or 5 times a power of ten milliseconds.</summary>
    internal static double Tick(double milliseconds)
    {
        var tick = 1.0;
        for (var i = 0; milliseconds / tick > MostTicks; i++)
        {
            tick *= i % 3 == 1 ? 2.5 : 2;
        }

        return tick;
    }

    private static ulong Over(StartStep step) => step.Ready ?? step.Ended ?? step.Began;

    private static void DrawLegend(Svg svg)
    {
        var x = Margin;
        foreach (
            var (text, style) in new[]
            {
                ("system's service manager", Svg.Color(0)),
                ("user's service manager", Svg.Color(1)),
                ("activating", "faint"),
                ("active", "faint pale"),
            }
        )
        {
            svg.Rectangle(x, Margin + 23, 12, 12, style, 2);
            svg.Text(x + 20, Margin + 34, text, "faint");
            x += 20 + Svg.Width(text) + (2 * Gap);
        }
    }

    private static void DrawAxis(Svg svg, double left, double bottom, double whole)
    {
        var tick = Tick(whole / 1000);
        for (var i = 0; i * tick * 1000 <= whole; i++)
        {
            var x = left + (i * tick * 1000 / whole * BarWidth);
            svg.Line(x, Top - 4, x, bottom, "line");
            svg.Text(
                x,
                Top - 10,
                string.Create(CultureInfo.InvariantCulture, $"{i * tick:0}{(i == 0 ? " ms" : "")}"),
                "faint",
                "middle"
            );
        }
    }

    private static void DrawRow(Svg svg, StartStep step, double y, double left, Func<double, double> at, double end)
    {
        var color = Svg.Color(step.Manager == "system" ? 0 : 1);
        svg.Text(Margin, y + 17, step.Manager, "faint");
        svg.Text(left - Gap, y + 17, step.Unit, anchor: "end");
        var (began, over) = (at(step.Began), at(Over(step)));
        // What it takes to be seen.
        svg.Rectangle(began, y + 4, Math.Max(2, over - began), RowHeight - 8, color, 2);
        if (step.Ready is not null && Math.Min(step.Ended ?? end, end) is var last && at(last) - over > 2)
        {
            svg.Rectangle(over + 1, y + 4, at(last) - over - 1, RowHeight - 8, $"{color} pale", 2);
        }

        svg.Text(
            left + BarWidth + Gap,
            y + 17,
            step.Ready is { } ready
                ? string.Create(CultureInfo.InvariantCulture, $"{(ready - step.Began) / 1000.0:0} ms")
                : "not started",
            step.Ready is null ? "bad" : "plain"
        );
    }
}
