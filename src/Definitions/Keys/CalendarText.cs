// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Keys;

/// <summary>
/// Calendar events, see systemd.time(7). Only systemd knows them all: what it would refuse for less plain reasons, an unknown time zone
/// perhaps, passes here, and nothing that it takes is refused.
/// </summary>
internal static class CalendarText
{
    private static readonly string[] Shorthands =
    [
        "minutely",
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "quarterly",
        "semiannually",
        "semi-annually",
        "biannually",
        "bi-annually",
        "yearly",
        "annually",
        "anually",
    ];

    private static readonly string[] Weekdays =
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];

    public static string? Check(string text) =>
        IsPlausible(text)
            ? null
            : $"'{text}' is not a calendar event as systemd.time(7) has them, such as daily, Mon..Fri 03:00, *:0/15 or *-*-01 04:30:00";

    private static bool IsPlausible(string text)
    {
        ReadOnlySpan<string> words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [.. var event_, var zone] && event_.Length > 0 && IsZone(zone))
        {
            words = event_;
        }

        if (words is [var word] && Shorthands.Contains(word, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        var hasWeekday = words is [var days, ..] && AreWeekdays(days);
        return (hasWeekday ? words[1..] : words) switch
        {
            [] => hasWeekday,
            [var one] => IsDate(one) || IsTime(one),
            [var date, var time] => IsDate(date) && IsTime(time),
            _ => false,
        };
    }

    // Some are as short as NZ.
    private static bool IsZone(string word) =>
        char.IsAsciiLetter(word[0]) && !AreWeekdays(word) && word.ToUpperInvariant() is not ("AM" or "PM");

    private static bool AreWeekdays(string text)
    {
        // A list may end with a comma.
        foreach (var item in text.TrimEnd(',').Split(','))
        {
            // "-" is an older way to write a range. One that goes on behind Sunday systemd does not know.
            var ends = item.Replace("..", "-", StringComparison.Ordinal).Split('-').Select(Weekday).ToList();
            if (ends.Count > 2 || ends.Contains(-1) || ends[0] > ends[^1])
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>-1 where it is none.</returns>
    private static int Weekday(string text) =>
        Array.FindIndex(
            Weekdays,
            w =>
                w.Equals(text, StringComparison.OrdinalIgnoreCase)
                || w.AsSpan(0, 3).Equals(text, StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsDate(string text)
    {
        return text.StartsWith('@')
            ? IsNumber(text.AsSpan(1), hasFraction: true, out _)
            : text.Split('-', '~') switch
            {
                [var month, var day] => IsChain(month, 1, 12) && IsDay(day),
                [var year, var month, var day] => IsChain(year, 0, 2199) && IsChain(month, 1, 12) && IsDay(day),
                _ => false,
            };

        bool IsDay(string day) => IsChain(day, 1, 31, isBackwards: text.Contains('~', StringComparison.Ordinal));
    }

    private static bool IsTime(string text) =>
        text.Split(':') switch
        {
            [var hour, var minute] => IsChain(hour, 0, 23) && IsChain(minute, 0, 59),
            [var hour, var minute, var second] => IsChain(hour, 0, 23)
                && IsChain(minute, 0, 59)
                && IsChain(second, 0, 59.999999, hasFraction: true),
            _ => false,
        };

    /// <summary>A list of numbers and ranges, each perhaps with what it is repeated by.</summary>
    /// <param name="isBackwards">Whether it counts from the end, as the days behind "~" do.</param>
    private static bool IsChain(string text, double from, double to, bool hasFraction = false, bool isBackwards = false)
    {
        foreach (var item in text == "*" ? [] : text.Split(','))
        {
            var (range, repetition) = ValueChecks.Cut(item, '/');
            var dots = range.IndexOf("..", StringComparison.Ordinal);
            var start = dots < 0 ? range : range[..dots];
            if (
                !IsNumber(start, hasFraction, out var first)
                || first < from
                || first > to
                || (
                    dots >= 0
                    && !(IsNumber(range.AsSpan(dots + 2), hasFraction, out var last) && last >= first && last <= to)
                )
                // systemd refuses a step after which nothing is left to happen.
                || (
                    repetition is not null
                    && !(
                        IsNumber(repetition, hasFraction, out var step)
                        && step > 0
                        && (dots >= 0 || step <= (isBackwards ? first - from : to - first))
                    )
                )
            )
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<char> text, bool hasFraction, out double number) =>
        double.TryParse(
            text,
            hasFraction ? NumberStyles.AllowDecimalPoint : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out number
        );
}
