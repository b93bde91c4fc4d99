// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Bench;

/// <summary>The report as text: a table for each figure, and how to measure it again.</summary>
internal static class MarkdownReport
{
    private const string Introduction = """
        # What it takes

        This page is written by `make bench` of what it measured, and not by hand; [results](results) has each single value. A figure is the median
        of its rounds, in parentheses the middle half of them. After × is its ratio to rootful-containers' own: of the medians, and in parentheses the
        middle half of the ratios of single rounds. All peers take turns within a round, on the same throwaway host. `make bench` needs root and a
        machine that has nothing else to do; `make bench FIGURE=start` measures one part again and keeps the others.
        """;

    public static string Of(IReadOnlyList<Run> runs)
    {
        var text = new StringBuilder(Introduction).Append('\n');
        foreach (var section in Catalogue.Sections)
        {
            if (runs.FirstOrDefault(r => r.Name == section.Run) is { } run)
            {
                Append(text, section, run);
                if (section.Run == "many")
                {
                    text.Append(Scaling.Text(run, runs.FirstOrDefault(r => r.Name == "reload")));
                }
            }
        }

        return Machines(text, runs).ToString();
    }

    private static void Append(StringBuilder text, Section section, Run run)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {section.Title}\n\n{section.Text}\n");
        text.Append(CultureInfo.InvariantCulture, $"Again: `{run.Command}`.\n");
        foreach (var picture in Plots.Names(section, run))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![{section.Title}]({picture})\n");
        }

        if (section.Figures.Count == 0)
        {
            Events(text, run);
        }
        else if (section.Of.Length == 0)
        {
            Single(text, section, run);
        }
        else
        {
            foreach (var figure in section.Figures.Where(f => run.Counts(f.Name).Count > 0))
            {
                Several(text, section, figure, run);
            }
        }
    }

    private static void Events(StringBuilder text, Run run)
    {
        Head(text, ["ms", "event"]);
        foreach (var series in run.Series.OrderBy(s => s.Median))
        {
            Row(text, [Value(series), series.Figure]);
        }
    }

    private static void Single(StringBuilder text, Section section, Run run)
    {
        Head(text, ["", .. run.Peers.Select(Catalogue.Peer)]);
        foreach (var figure in section.Figures.Where(f => run.Counts(f.Name).Count > 0))
        {
            Row(text, [$"{figure.Title}, {Unit(run, figure)}", .. run.Peers.Select(p => Cell(run, figure, p, 1))]);
        }
    }

    private static void Several(StringBuilder text, Section section, Figure figure, Run run)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n**{figure.Title}**, {Unit(run, figure)}\n");
        Head(text, [section.Of, .. run.Peers.Select(Catalogue.Peer)]);
        foreach (var n in run.Counts(figure.Name))
        {
            Row(
                text,
                [n.ToString("N0", CultureInfo.InvariantCulture), .. run.Peers.Select(p => Cell(run, figure, p, n))]
            );
        }
    }

    private static string Cell(Run run, Figure figure, string peer, int n)
    {
        if (run.Find(figure.Name, peer, n) is not { } series)
        {
            return "–";
        }

        var ours = run.Find(figure.Name, Catalogue.Base, n);
        if (ours is null || ours == series || ours.Median == 0)
        {
            return Value(series);
        }

        var ratios = Statistics.Ratios(series.Values, ours.Values);
        var ratio = $"×{Number(series.Median / ours.Median)}";
        return $"{Value(series)}<br>{ratio}{(ratios.Count > 1 ? $" ({Half(ratios)})" : "")}";
    }

    private static string Value(Series series) =>
        series.Values.Count > 1 ? $"{Number(series.Median)} ({Half(series.Values)})" : Number(series.Median);

    private static string Half(IReadOnlyList<double> values)
    {
        var (low, high) = (Number(Statistics.Quantile(values, 0.25)), Number(Statistics.Quantile(values, 0.75)));
        return low == high ? low : $"{low}–{high}";
    }

    public static string Unit(Run run, Figure figure) =>
        run.Series.First(s => s.Figure == figure.Name).Unit.Replace("us", "µs", StringComparison.Ordinal);

    /// <summary>With three digits, or all those before the point.</summary>
    public static string Number(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                >= 99.95 => "0",
                >= 9.995 => "0.0",
                _ => "0.00",
            },
            CultureInfo.InvariantCulture
        );

    public static void Head(StringBuilder text, IReadOnlyList<string> cells)
    {
        text.Append('\n');
        Row(text, cells);
        Row(text, [.. cells.Select((_, i) => i == 0 ? "---" : "---:")]);
    }

    public static void Row(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static StringBuilder Machines(StringBuilder text, IReadOnlyList<Run> runs)
    {
        text.Append(
            "\n## When and where\n\nThe load is how many processes wanted a processor when it began: above 0.5 something else ran beside it.\n"
        );
        Head(text, ["measured", "date", "commit", "rounds", "took", "load", "host", "machine"]);
        foreach (
            var run in Catalogue.Sections.SelectMany(s =>
                runs.Where(r => string.Equals(r.Name, s.Run, StringComparison.Ordinal))
            )
        )
        {
            Row(
                text,
                [
                    $"`{run.Command}`",
                    run.Date,
                    run.Commit,
                    run.Rounds.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"{run.Seconds} s"),
                    run.Load.ToString("0.0", CultureInfo.InvariantCulture),
                    $"{run.Suite}: systemd {run.Systemd}, podman {run.Podman}, netavark {run.Netavark}, pasta {run.Pasta}",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{run.Processors} × {run.Processor}, {run.MemoryMib / 1024.0:0} GiB, Linux {run.Kernel}"
                    ),
                ]
            );
        }

        return text;
    }
}
