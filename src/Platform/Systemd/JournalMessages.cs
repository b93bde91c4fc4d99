// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.Systemd;

/// <summary>What others said last, from the journal: an admin should not have to look for it.</summary>
internal static class JournalMessages
{
    private const int MostLines = 5;
    private const int LongestLine = 400;

    // A user can fill the journal faster than it is read.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="matches">As journalctl(1) takes them.</param>
    /// <returns>One line; empty when nothing was said, or this user may not see it, or it could not be found in time.</returns>
    public static string Last(DateTimeOffset since, IReadOnlyList<string> matches) =>
        OneLine(Read(since, matches, MostLines));

    /// <summary>Likewise, only the last line.</summary>
    public static string LastLine(DateTimeOffset since, IReadOnlyList<string> matches) =>
        OneLine(Read(since, matches, lines: 1));

    /// <summary>Likewise, of podman.</summary>
    public static string LastOfPodman(DateTimeOffset since, IReadOnlyList<string> matches) =>
        OneLine(ErrorsOfPodman(Read(since, matches, MostLines)));

    private static string Read(DateTimeOffset since, IReadOnlyList<string> matches, int lines)
    {
        if (ProgramFile.TryFind("journalctl") is not { } journalctl)
        {
            return "";
        }

        // What was said last may still be on its way.
        Journal.Synchronize();
        var microseconds = (since - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var result = ChildProcess.Run(
            journalctl,
            [
                "--quiet",
                "--no-pager",
                "--output=cat",
                string.Create(CultureInfo.InvariantCulture, $"--lines={lines}"),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--since=@{microseconds / 1_000_000}.{microseconds % 1_000_000:000000}"
                ),
                .. matches,
            ],
            Limit
        );
        return result?.OutputText ?? "";
    }

    /// <summary>Errors of podman's stand for themselves: each was tried several times, and reported before.</summary>
    public static string ErrorsOfPodman(string text)
    {
        var errors = text.Split('\n').Where(l => l.StartsWith("Error: ", StringComparison.Ordinal)).ToList();
        return errors.Count > 0 ? string.Join('\n', errors) : text;
    }

    /// <summary>The last of the lines, each of them cut off by itself, so that a long one does not hide the last.</summary>
    public static string OneLine(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)
            .TakeLast(MostLines);
        return string.Join("; ", lines.Select(l => PrintableText.Of(l, LongestLine)));
    }
}
