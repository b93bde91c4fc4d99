// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Output;

/// <summary>A terminal on which the same is shown again and again.</summary>
internal static class Screen
{
    public const string Clear = "\e[2J";

    /// <summary>In place of what was there, without a moment in which nothing is.</summary>
    /// <param name="height">What does not fit is left out, so that the beginning stays.</param>
    public static string Redrawn(string text, int? height)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Take(Math.Max(1, (height ?? int.MaxValue) - 1));
        return $"\e[H{string.Concat(lines.Select(l => $"{l}\e[K\n"))}\e[J";
    }
}
