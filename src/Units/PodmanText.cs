// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Units;

/// <summary>How podman reads the values of some flags.</summary>
internal static class PodmanText
{
    /// <summary>One field of a flag that podman splits at commas (pflag's StringSlice, in the quoting of CSV).</summary>
    public static string ListField(string value) =>
        value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;

    /// <summary>A list as JSON, which podman reads as an array where it would split a plain string itself.</summary>
    public static string JsonArray(IEnumerable<string> items) => $"[{string.Join(',', items.Select(JsonString))}]";

    /// <summary>A health check, as its flag has it: podman has a shell run a list of one word, and knows no "CMD" in a list.</summary>
    /// <param name="words">
    /// One is for a shell, also without "CMD-SHELL" before it; several are a command, and with "CMD" before it one is.
    /// </param>
    public static string HealthCommand(IReadOnlyList<string> words) =>
        words.Count < 2 || !words[0].Equals("CMD", StringComparison.OrdinalIgnoreCase) ? JsonArray(words)
        : words.Count == 2 ? $"CMD {words[1]}"
        : JsonArray(words.Skip(1));

    private static string JsonString(string text) =>
        $"\"{string.Concat(text.Select(c => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            < ' ' => $"\\u{(int)c:x4}",
            _ => c.ToString(),
        }))}\"";
}
