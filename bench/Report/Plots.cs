// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace RootfulContainers.Bench;

/// <summary>The pictures of the report: one for each section, with a panel for each figure.</summary>
internal static class Plots
{
    private const int Columns = 2;
    private const int PictureWidth = 880;
    private const int FontSize = 12;

    // A picture is the same wherever it is drawn, as far as the widths of letters go.
    private const string Font = "DejaVu Sans";

    private static readonly Color[] _colors = [.. new ScottPlot.Palettes.ColorblindFriendly().Colors.Skip(1)];

    public static IReadOnlyList<string> Names(Section section, Run run) =>
        run.Series.Count > 0 ? [$"{section.Run}.svg"] : [];

    public static IEnumerable<(string Name, string Text)> Of(IReadOnlyList<Run> runs) =>
        from section in Catalogue.Sections
        from run in runs
        where string.Equals(run.Name, section.Run, StringComparison.Ordinal)
        from name in Names(section, run)
        select (name, Picture(section, run));

    private static string Picture(Section section, Run run)
    {
        var figures = section.Figures.Where(f => f.IsDrawn && run.Counts(f.Name).Count > 0).ToList();
        if (section.Figures.Count == 0)
        {
            return Svg([Events(run)], 1, (run.Series.Count * 22) + 60);
        }

        return section.Of.Length == 0
            ? Svg([.. figures.Select(f => Bars(run, f))], Columns, (run.Peers.Count * 24) + 70)
            : Svg([.. figures.Select(f => Lines(run, f, section.Of))], Columns, 280);
    }

    /// <summary>The panels, side by side.</summary>
    private static string Svg(IReadOnlyList<Plot> panels, int columns, int height)
    {
        var rows = (panels.Count + columns - 1) / columns;
        var width = PictureWidth / columns;
        using var stream = new MemoryStream();
        using (var canvas = SKSvgCanvas.Create(new SKRect(0, 0, PictureWidth, height * rows), stream))
        {
            canvas.DrawColor(SKColors.White);
            foreach (var (index, panel) in panels.Index())
            {
                var (left, top) = (index % columns * width, index / columns * height);
                panel.RenderManager.ClearCanvasBeforeEachRender = false;
                panel.Render(canvas, new PixelRect(left, left + width, top + height, top));
                panel.Dispose();
            }
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Plot Panel(string title)
    {
        var plot = new Plot();
        plot.Title(title, FontSize);
        plot.Font.Set(Font);
        plot.Grid.MajorLineColor = Colors.LightGray;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        return plot;
    }

    private static string Title(Run run, Figure figure) =>
        $"{figure.Title}, {MarkdownReport.Unit(run, figure)}{(figure.HigherIsBetter ? " (more is better)" : "")}";

    /// <summary>A bar for each peer, the first one on top, and a line for the middle half of its values.</summary>
    private static Plot Bars(Run run, Figure figure)
    {
        var plot = Panel(Title(run, figure));
        var names = new NumericManual();
        foreach (var (index, peer) in run.Peers.Index())
        {
            names.AddMajor(-index, Catalogue.Peer(peer));
            if (run.Find(figure.Name, peer, 1) is not { } series)
            {
                continue;
            }

            plot.Add.Bar(
                new Bar
                {
                    Position = -index,
                    Value = series.Median,
                    FillColor = _colors[index % _colors.Length],
                    LineWidth = 0,
                    Orientation = Orientation.Horizontal,
                }
            );
            AddHalf(plot, series, index).LineWidth = 2;
            var number = plot.Add.Text(MarkdownReport.Number(series.Median), series.Median, -index);
            number.LabelAlignment = Alignment.MiddleLeft;
            number.OffsetX = 8;
            number.LabelFontSize = FontSize;
            number.LabelFontName = Font;
        }

        plot.Axes.Left.TickGenerator = names;
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Margins(left: 0, right: 0.2);
        plot.HideGrid();
        return plot;
    }

    /// <summary>Between which values half of all are.</summary>
    private static ScottPlot.Plottables.LinePlot AddHalf(Plot plot, Series series, int index)
    {
        var half = plot.Add.Line(
            Statistics.Quantile(series.Values, 0.25),
            -index,
            Statistics.Quantile(series.Values, 0.75),
            -index
        );
        half.LineColor = Colors.Black;
        return half;
    }

    /// <summary>A line for each peer, both axes logarithmic: what grows with the number rises by one decade in one.</summary>
    private static Plot Lines(Run run, Figure figure, string of)
    {
        var plot = Panel(Title(run, figure));
        foreach (var (index, peer) in run.Peers.Index())
        {
            var points = run.Counts(figure.Name)
                .Select(n => run.Find(figure.Name, peer, n))
                .OfType<Series>()
                .Select(s => (X: Math.Log10(s.N), Y: Math.Log10(s.Median)))
                .ToList();
            if (points.Count == 0)
            {
                continue;
            }

            var line = plot.Add.Scatter(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray());
            line.Color = _colors[index % _colors.Length];
            line.LineWidth = 2;
            line.MarkerSize = 6;
            line.LegendText = Catalogue.Peer(peer);
        }

        plot.Axes.Bottom.TickGenerator = Decades();
        plot.Axes.Left.TickGenerator = Decades();
        plot.XLabel(of, FontSize);
        plot.ShowLegend(Alignment.UpperLeft);
        plot.Legend.FontSize = FontSize;
        plot.Axes.Margins(0.05, 0.3);
        return plot;
    }

    private static NumericAutomatic Decades() =>
        new()
        {
            MinorTickGenerator = new LogMinorTickGenerator(),
            IntegerTicksOnly = true,
            LabelFormatter = exponent => Math.Pow(10, exponent).ToString("#,0.###", CultureInfo.InvariantCulture),
        };

    /// <summary>What happened when, from top to bottom.</summary>
    private static Plot Events(Run run)
    {
        var plot = Panel("ms from the command");
        var names = new NumericManual();
        foreach (var (index, series) in run.Series.OrderBy(s => s.Median).Index())
        {
            names.AddMajor(-index, series.Figure);
            plot.Add.Marker(series.Median, -index, MarkerShape.FilledCircle, 8, _colors[0]);
            AddHalf(plot, series, index);
        }

        plot.Axes.Left.TickGenerator = names;
        return plot;
    }
}
