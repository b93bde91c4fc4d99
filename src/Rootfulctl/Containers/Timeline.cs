// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>When a unit began to start and when it had started, in microseconds of CLOCK_MONOTONIC.</summary>
/// <param name="Ready">Null when it has not started.</param>
internal sealed record StartStep(string Unit, string Manager, ulong Began, ulong? Ready)
{
    /// <summary>When it was over again; null while it is not.</summary>
    public ulong? Ended { get; init; }
}

/// <summary>The last start of a container, unit by unit.</summary>
internal static class Timeline
{
    private const int BarWidth = 30;

    // As long as the name of a unit can be.
    private const int LongestName = 255;

    /// <summary>In the order in which they began; those that never did are left out.</summary>
    /// <param name="began">Zero for never.</param>
    public static StartStep? Step(string unit, string manager, ulong? began, ulong? ready, ulong? ended = null) =>
        began is null or 0
            ? null
            : new StartStep(unit, manager, began.Value, ready >= began ? ready : null)
            {
                Ended = ended >= began ? ended : null,
            };

    /// <summary>A line for each unit: when it began, how long it took, and where that is in the whole.</summary>
    public static IEnumerable<string> Lines(IEnumerable<StartStep> steps)
    {
        // The name is what the user's manager says it is.
        var sorted = steps
            .OrderBy(s => s.Began)
            .Select(s => s with { Unit = PrintableText.Of(s.Unit, LongestName) })
            .ToList();
        if (sorted.Count == 0)
        {
            yield break;
        }

        var first = sorted[0].Began;
        var whole = Math.Max(1, sorted.Max(s => (s.Ready ?? s.Began) - first));
        var width = sorted.Max(s => s.Unit.Length);
        foreach (var step in sorted)
        {
            var took = step.Ready is { } ready ? $"{Milliseconds(ready - step.Began), 8}" : $"{"-", 8}";
            yield return $"{Milliseconds(step.Began - first), 8} +{took}  {step.Unit.PadRight(width)}  {step.Manager, -6}  {Bar(step, first, whole)}".TrimEnd();
        }
    }

    private static string Bar(StartStep step, ulong first, ulong whole)
    {
        var start = Scaled(step.Began - first, whole);
        var end = Math.Max(start + 1, Scaled((step.Ready ?? step.Began) - first, whole));
        return new StringBuilder()
            .Append(' ', start)
            .Append(step.Ready is null ? '?' : '▇', Math.Min(end, BarWidth + 1) - start)
            .ToString();
    }

    private static int Scaled(ulong time, ulong whole) => (int)(time * BarWidth / whole);

    private static string Milliseconds(ulong microseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000.0:0} ms");
}
