// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CliWrap;
using CliWrap.Buffered;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>What others said last, from the journal: an admin should not have to look for it.</summary>
internal static class JournalMessages
{
    /// <param name="matches">As journalctl(1) takes them; all must hold.</param>
    /// <returns>Empty when nothing was said.</returns>
    public static async Task<string> Last(DateTimeOffset since, params string[] matches)
    {
        // What was said last may still be on its way.
        await Cli.Wrap("journalctl")
            .WithArguments("--sync")
            .WithValidation(CommandResultValidation.None)
            .ExecuteAsync();
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
            .ExecuteBufferedAsync(Encoding.UTF8);
        var lines = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join("; ", lines.Distinct(StringComparer.Ordinal));
    }
}
