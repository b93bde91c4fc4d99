// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Text;
using static RootfulContainers.Platform.Interop.Libsystemd;

namespace RootfulContainers.Platform.Systemd;

/// <summary>What others said last, from the journal: an admin should not have to look for it.</summary>
internal static class JournalMessages
{
    private const int MostLines = 5;
    private const int LongestLine = 400;
    private const int LongestMessage = 65536;
    private const string Field = "MESSAGE";
    private const string FieldPrefix = $"{Field}=";

    // SD_JOURNAL_LOCAL_ONLY
    private const int OnlyLocal = 1;

    // A user can fill the journal faster than it is read.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="matches">As journalctl(1) takes them, without "+".</param>
    /// <returns>One line; empty when nothing was said, or this user may not see it, or it could not be found in time.</returns>
    public static string Last(DateTimeOffset since, IReadOnlyList<string> matches) =>
        OneLine(Read(since, matches, MostLines));

    /// <summary>Likewise, only the last line.</summary>
    public static string LastLine(DateTimeOffset since, IReadOnlyList<string> matches) =>
        OneLine(Read(since, matches, lines: 1));

    /// <summary>Likewise, of podman.</summary>
    public static string LastOfPodman(DateTimeOffset since, IReadOnlyList<string> matches) =>
        OneLine(ErrorsOfPodman(Read(since, matches, MostLines)));

    /// <remarks>
    /// Not by journalctl: a user may trace a program that anybody may read, and have another one run in its place, in a control group of
    /// root's.
    /// </remarks>
    private static string Read(DateTimeOffset since, IReadOnlyList<string> matches, int lines)
    {
        // What was said last may still be on its way.
        Journal.Synchronize();
        if (sd_journal_open(out var journal, OnlyLocal) < 0)
        {
            return "";
        }

        try
        {
            foreach (var match in matches)
            {
                var data = Encoding.UTF8.GetBytes(match);
                _ = sd_journal_add_match(journal, data, (nuint)data.Length);
            }

            var earliest = (ulong)(since - DateTimeOffset.UnixEpoch).TotalMicroseconds;
            var texts = new Stack<string>();
            var clock = Stopwatch.StartNew();
            _ = sd_journal_seek_tail(journal);
            while (
                texts.Count < lines
                && clock.Elapsed < Limit
                && sd_journal_previous(journal) > 0
                && sd_journal_get_realtime_usec(journal, out var time) >= 0
                && time >= earliest
            )
            {
                if (Message(journal) is { } text)
                {
                    texts.Push(text);
                }
            }

            return string.Join('\n', texts);
        }
        finally
        {
            sd_journal_close(journal);
        }
    }

    private static unsafe string? Message(nint journal) =>
        sd_journal_get_data(journal, Field, out var data, out var size) < 0 || size < (nuint)FieldPrefix.Length
            ? null
            : Encoding.UTF8.GetString(data, (int)Math.Min(size, (nuint)LongestMessage))[FieldPrefix.Length..];

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
