// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Values;

/// <summary>
/// Durations: <c>"1min 30s"</c> as in unit files. The result is written as one number of seconds, milliseconds or
/// microseconds, which systemd and podman (Go) read alike; <c>1month</c> and <c>1M</c> are not shared and not taken.
/// </summary>
internal static class TimeSpanText
{
    public const string Infinity = "infinity";

    private static readonly (string Name, long Microseconds)[] Units =
    [
        ("us", 1),
        ("usec", 1),
        ("ms", 1_000),
        ("msec", 1_000),
        ("s", 1_000_000),
        ("sec", 1_000_000),
        ("second", 1_000_000),
        ("seconds", 1_000_000),
        ("m", 60_000_000),
        ("min", 60_000_000),
        ("minute", 60_000_000),
        ("minutes", 60_000_000),
        ("h", 3_600_000_000),
        ("hr", 3_600_000_000),
        ("hour", 3_600_000_000),
        ("hours", 3_600_000_000),
        ("d", 86_400_000_000),
        ("day", 86_400_000_000),
        ("days", 86_400_000_000),
        ("w", 604_800_000_000),
        ("week", 604_800_000_000),
        ("weeks", 604_800_000_000),
    ];

    // A hundred years: beyond it systemd and Go disagree about what still fits.
    private const long MaximumMicroseconds = 3_155_760_000_000_000;

    public static bool TryParse(string text, out long microseconds)
    {
        microseconds = 0;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : rest.Length;
            if (!long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[digits..].TrimStart();
            var letters = rest.IndexOfAnyExceptInRange('a', 'z') is var stop and >= 0 ? stop : rest.Length;
            if (!TryUnit(rest[..letters], out var unit) || number > (MaximumMicroseconds - microseconds) / unit)
            {
                return false;
            }

            microseconds += number * unit;
            rest = rest[letters..].TrimStart();
        }

        return true;
    }

    public static string Format(long microseconds) =>
        microseconds % 1_000_000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}s")
        : microseconds % 1_000 == 0 ? string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000}ms")
        : string.Create(CultureInfo.InvariantCulture, $"{microseconds}us");

    private static bool TryUnit(ReadOnlySpan<char> name, out long microseconds)
    {
        microseconds = 1_000_000;
        if (name.IsEmpty)
        {
            return true;
        }

        foreach (var unit in Units)
        {
            if (name.SequenceEqual(unit.Name))
            {
                microseconds = unit.Microseconds;
                return true;
            }
        }

        return false;
    }
}
