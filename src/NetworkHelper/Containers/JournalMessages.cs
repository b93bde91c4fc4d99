// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>What others said last, from the journal: an admin should not have to look for it.</summary>
internal static class JournalMessages
{
    // A user can fill the journal faster than it is read.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, string?> NoChanges = [];

    /// <param name="matches">As journalctl(1) takes them; all must hold.</param>
    /// <returns>Empty when nothing was said, or it could not be found in time.</returns>
    public static string Last(DateTimeOffset since, params IReadOnlyList<string> matches)
    {
        if (ProgramFile.TryFind("journalctl") is not { } journalctl)
        {
            return "";
        }

        var clock = Stopwatch.StartNew();
        // What was said last may still be on its way.
        _ = ChildProcess.Run(journalctl, ["--sync"], NoChanges, [], Limit);
        var result = ChildProcess.Run(
            journalctl,
            [
                "--quiet",
                "--no-pager",
                "--output=cat",
                "--lines=3",
                string.Create(CultureInfo.InvariantCulture, $"--since=@{since.ToUnixTimeSeconds()}"),
                .. matches,
            ],
            NoChanges,
            [],
            Limit - clock.Elapsed
        );
        return Join(Encoding.UTF8.GetString(result?.Output ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Errors of podman's stand for themselves: each was tried several times, and told before.</summary>
    internal static string Join(IReadOnlyList<string> lines)
    {
        var errors = lines.Where(l => l.StartsWith("Error: ", StringComparison.Ordinal)).ToArray();
        return string.Join("; ", (errors.Length > 0 ? errors : lines).Distinct(StringComparer.Ordinal));
    }
}
