// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Supervisor;

/// <summary>
/// A message of the container in the format of sd_notify(3). Only what says something about the container passes on to
/// the service manager: MAINPID would make it watch a process of the user's choice, FDSTORE would fill its memory.
/// </summary>
internal static class NotifyMessage
{
    public const int MaximumLength = 4096;

    private static readonly string[] Passed =
    [
        "READY",
        "STATUS",
        "RELOADING",
        "STOPPING",
        "WATCHDOG",
        "EXTEND_TIMEOUT_USEC",
        "MONOTONIC_USEC",
    ];

    /// <summary>The lines that may pass, in their order; empty when none may.</summary>
    public static IReadOnlyList<string> Filter(string message) =>
        [
            .. message
                .Split('\n')
                .Where(line =>
                {
                    var equals = line.IndexOf('=', StringComparison.Ordinal);
                    return equals > 0 && Passed.Contains(line[..equals], StringComparer.Ordinal);
                }),
        ];

    public static bool IsReady(IEnumerable<string> lines) => lines.Contains("READY=1", StringComparer.Ordinal);

    public static bool HasStatus(IEnumerable<string> lines) =>
        lines.Any(l => l.StartsWith("STATUS=", StringComparison.Ordinal));
}
