// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>What others said last, from the journal: an admin should not have to look for it.</summary>
internal static class JournalMessages
{
    // A user can fill the journal faster than it is read.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="matches">As journalctl(1) takes them; all must hold.</param>
    /// <returns>Empty when nothing was said, or it could not be found in time.</returns>
    public static async Task<string> Last(DateTimeOffset since, params string[] matches)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await Read(since, matches, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return "";
        }
    }

    private static async Task<string> Read(DateTimeOffset since, string[] matches, CancellationToken cancel)
    {
        // What was said last may still be on its way.
        await Cli.Wrap("journalctl")
            .WithArguments("--sync")
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync(cancel);
        var result = await Cli.Wrap("journalctl")
            .WithArguments([
                "--quiet",
                "--no-pager",
                "--output=cat",
                "--lines=3",
                string.Create(CultureInfo.InvariantCulture, $"--since=@{since.ToUnixTimeSeconds()}"),
                .. matches,
            ])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8, cancel);
        var lines = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join("; ", lines.Distinct(StringComparer.Ordinal));
    }
}
