// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Supervisor;

/// <summary>Runs podman with those of its optional flags whose files or devices are there, in place of this program.</summary>
internal static class PresentFiles
{
    private const string Option = $"{SupervisorOptions.IfPresent}=";

    public static bool IsMeant(IReadOnlyList<string> words) =>
        words is [var option, "--", _, ..]
        && option.StartsWith(Option, StringComparison.Ordinal)
        && Number(option) is not null;

    public static void Run(IReadOnlyList<string> words)
    {
        var command = Words([.. words.Skip(2)], Number(words[0])!.Value, Path.Exists);
        _ = OtherProgram.Replace(ProgramFile.Find(command[0]), [.. command.Skip(1)], OtherProgram.Environment);
    }

    /// <param name="count">How many of them are flags of that form; behind them stand words of the container's.</param>
    public static List<string> Words(IReadOnlyList<string> command, int count, Predicate<string> exists)
    {
        var words = new List<string>(command.Count);
        foreach (var word in command)
        {
            if (count == 0 || !word.StartsWith(Option, StringComparison.Ordinal))
            {
                words.Add(word);
                continue;
            }

            count--;
            var flag = word[Option.Length..];
            var path = flag[(flag.IndexOf('=', StringComparison.Ordinal) + 1)..];
            // As a file, which may have a colon, or as a device, behind which stands where the container finds it.
            if (exists(path) || exists(path.Split(':')[0]))
            {
                words.Add(flag);
            }
        }

        return words;
    }

    private static int? Number(string option) =>
        int.TryParse(option[Option.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
