// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Supervisor;

/// <summary>
/// A message of the container in the format of sd_notify(3). Only what says something about the container passes on to
/// the service manager: MAINPID would make it watch a process of the user's choice, FDSTORE would fill its memory. After STOPPING
/// nothing keeps a unit from stopping, also where the user only restarts <c>rootful-start@</c>; the container's end says it all.
/// </summary>
internal static class NotifyMessage
{
    /// <summary>
    /// Asks for a restart of <c>rootful-container@</c>: ours, not of sd_notify(3), and from the user, not the container.
    /// </summary>
    public const string Restart = "X_ROOTFUL_CONTAINERS=restart";

    public const string Ready = "READY=1";

    private const string Status = "STATUS=";
    private const string ExtendTimeout = "EXTEND_TIMEOUT_USEC=";
    private const int LongestStatus = 1024;

    private static readonly string[] Passed = [Ready, "RELOADING=1", "WATCHDOG=1", "WATCHDOG=trigger"];

    private static readonly string[] Numbers = [ExtendTimeout, "MONOTONIC_USEC="];

    /// <summary>The lines that may pass, in their order; empty when none may.</summary>
    public static IReadOnlyList<string> Filter(string message) =>
        [.. message.Split('\n').Select(Pass).OfType<string>()];

    public static bool AsksForRestart(string message) => message == Restart;

    public static bool IsReady(IEnumerable<string> lines) => lines.Contains(Ready, StringComparer.Ordinal);

    public static bool HasStatus(IEnumerable<string> lines) =>
        lines.Any(l => l.StartsWith(Status, StringComparison.Ordinal));

    public static bool ExtendsTimeout(string line) => line.StartsWith(ExtendTimeout, StringComparison.Ordinal);

    private static string? Pass(string line) =>
        line.StartsWith(Status, StringComparison.Ordinal)
            // "systemctl status" prints it as it is.
            ? Status + PrintableText.Of(line[Status.Length..], LongestStatus)
        : Passed.Contains(line, StringComparer.Ordinal) || IsNumber(line) ? line
        : null;

    private static bool IsNumber(string line) =>
        Array.Find(Numbers, n => line.StartsWith(n, StringComparison.Ordinal)) is { } name
        && line.Length - name.Length is > 0 and <= 20
        && line.AsSpan(name.Length).IndexOfAnyExceptInRange('0', '9') < 0;
}
