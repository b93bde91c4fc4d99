// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>How Quadlet reads values. What it makes of them is an ExecStart= of systemd's, which replaces specifiers and variables.</summary>
internal static class QuadletText
{
    /// <summary>The whole right side of a key that Quadlet takes as it is; null when no such line comes out as the text.</summary>
    public static string? Raw(string text) =>
        text.Length > 0
        && !text.Any(char.IsControl)
        && !char.IsWhiteSpace(text[0])
        && !char.IsWhiteSpace(text[^1])
        && text[^1] != '\\'
        // Quadlet takes these away.
        && !(text[0] == '"' || text[^1] == '"')
        && !text.EnumerateRunes().Any(UnitText.IsNoncharacter)
            ? Escape(text)
            : null;

    /// <summary>The same of a key that Quadlet splits at spaces, without looking at quotes or backslashes alike in all versions.</summary>
    public static string? Plain(string text) =>
        Raw(text) is { } raw && !raw.AsSpan().ContainsAny(" \t\"'\\") ? raw : null;

    /// <summary>One word of a key that Quadlet splits into words.</summary>
    public static string Word(string text) => UnitText.Argument(text);

    /// <summary>A path behind '=' that begins with the user's home, which Quadlet does not know by that sign.</summary>
    public static string Home(string word) => word.Replace("=~/", "=%h/", StringComparison.Ordinal);

    private static string Escape(string text) =>
        text.Replace("%", "%%", StringComparison.Ordinal).Replace("$", "$$", StringComparison.Ordinal);
}
