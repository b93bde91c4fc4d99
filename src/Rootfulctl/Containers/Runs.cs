// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>When a job, or what a timer starts, last ran and is to run next.</summary>
/// <param name="Last">When it last ended; null when that is not known.</param>
/// <param name="Outcome">How, in systemd's word; the same.</param>
/// <param name="Next">Null without a timer that is active.</param>
internal sealed record Runs(DateTimeOffset? Last, string? Outcome, DateTimeOffset? Next)
{
    private const string Success = "success";

    // Of a job that was stopped, by the supervisor.
    private const ulong Stopped = 143;

    public bool HasEndedWell => Outcome == Success && !WasStopped;

    private bool WasStopped { get; init; }

    public string LastText =>
        Last is null
            ? ""
            : Age.Of(DateTimeOffset.UtcNow - Last.Value) + (Outcome is null or Success ? "" : $", {Outcome}");

    public string NextText => Next is { } next ? next.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", null) : "";

    /// <param name="container">Of <c>rootful-container@NAME.service</c>.</param>
    /// <param name="timer">Of <c>rootful-container@NAME.timer</c>.</param>
    public static Runs Of(UnitProperties container, UnitProperties timer)
    {
        var ended = Time(container.Number("ExecMainExitTimestamp"));
        DateTimeOffset?[] next =
        [
            Time(timer.Number("NextElapseUSecRealtime")),
            timer.Number("NextElapseUSecMonotonic") is { } uptime and > 0
                ? DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(0) + TimeSpan.FromMicroseconds(uptime)
                : null,
        ];
        // systemd forgets how a service ended that nothing refers to, and after a reboot.
        return new Runs(
            ended ?? Time(timer.Number("LastTriggerUSec")),
            ended is null ? null : container.Text("Result"),
            next.Min()
        )
        {
            WasStopped = container.Number("ExecMainStatus") == Stopped,
        };
    }

    private static DateTimeOffset? Time(ulong? microseconds) =>
        microseconds is { } count and > 0 ? DateTimeOffset.UnixEpoch.AddMicroseconds(count) : null;
}
