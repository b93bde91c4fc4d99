// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Bench;

/// <summary>What more containers than were measured would take, by the lines through what was measured.</summary>
internal static class Scaling
{
    private static readonly int[] _counts = [1_000, 10_000];

    private const string Words = """

        ### A thousand, and ten thousand

        The lines through these figures (and those of [daemon-reload](#daemon-reload)), continued. Nobody measured that: it says where the limits are, not how fast it is.
        """;

    public static string Text(Run many, Run? reload)
    {
        var text = new StringBuilder(Words).Append('\n');
        MarkdownReport.Head(
            text,
            ["", "", .. _counts.Select(n => string.Create(CultureInfo.InvariantCulture, $"{n:N0} containers"))]
        );
        foreach (var peer in many.Peers)
        {
            Row(
                text,
                "all processors' time to start them at once, s",
                many,
                "many-cpu",
                peer,
                (each, n) => each * n / 1e3
            );
            Row(text, "memory of their processes, GiB", many, "many-memory", peer, (each, n) => each * n / 1024);
            Row(text, "start of one more, s", many, "many-more", peer, (time, _) => time / 1e3);
            Row(
                text,
                "daemon-reload of the system's manager, s",
                reload,
                "reload-system",
                peer,
                (time, _) => time / 1e3
            );
        }

        return text.ToString();
    }

    private static void Row(
        StringBuilder text,
        string title,
        Run? run,
        string figure,
        string peer,
        Func<double, int, double> total
    )
    {
        var points = (run?.Series ?? [])
            .Where(s => s.Figure == figure && s.Peer == peer)
            .Select(s => ((double)s.N, s.Median))
            .ToList();
        if (points.Count < 2)
        {
            return;
        }

        var (intercept, slope) = Statistics.Line(points);
        // What got less with their number, as the first one pays for what all use, does not go below the last one measured.
        var last = points.MaxBy(p => p.Item1).Median;
        MarkdownReport.Row(
            text,
            [
                Catalogue.Peer(peer),
                title,
                .. _counts.Select(n => MarkdownReport.Number(total(slope > 0 ? intercept + (slope * n) : last, n))),
            ]
        );
    }
}
