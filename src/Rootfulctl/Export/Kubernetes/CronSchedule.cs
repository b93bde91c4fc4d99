// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text.RegularExpressions;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>systemd's calendar events as far as cron can say them, which knows neither years nor seconds.</summary>
internal static partial class CronSchedule
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["minutely"] = "* * * * *",
        ["hourly"] = "0 * * * *",
        ["daily"] = "0 0 * * *",
        ["weekly"] = "0 0 * * 1",
        ["monthly"] = "0 0 1 * *",
        ["quarterly"] = "0 0 1 1,4,7,10 *",
        ["semiannually"] = "0 0 1 1,7 *",
        ["yearly"] = "0 0 1 1 *",
        ["annually"] = "0 0 1 1 *",
    };

    private static readonly string[] Week = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

    /// <summary>Null for what cron cannot say.</summary>
    public static string? Of(string calendar)
    {
        if (Words.GetValueOrDefault(calendar.Trim()) is { } known)
        {
            return known;
        }

        if (Event().Match(calendar.Trim()) is not { Success: true } match)
        {
            return null;
        }

        var days = match.Groups["days"].Value;
        var date = match.Groups["month"].Success;
        var time = match.Groups["hour"].Success;
        return
            Field(time ? match.Groups["minute"].Value : "0") is { } minute
            && Field(time ? match.Groups["hour"].Value : "0") is { } hour
            && Field(date ? match.Groups["day"].Value : "*") is { } day
            && Field(date ? match.Groups["month"].Value : "*") is { } month
            // cron would take either, and systemd takes both.
            && (days.Length == 0 || day == "*")
            ? $"{minute} {hour} {day} {month} {Days(days)}"
            : null;
    }

    private static string? Field(string text)
    {
        var parts = text.Split('/');
        var list = string.Join(',', parts[0].Split(',').Select(Range));
        return parts.Length == 1 ? list
            : parts[0] is "*" or "0" or "00" ? $"*/{Plain(parts[1])}"
            : null;
    }

    private static string Range(string text) => string.Join('-', text.Split("..").Select(Plain));

    private static string Plain(string number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value.ToString(CultureInfo.InvariantCulture)
            : number;

    private static string Days(string days) =>
        days.Length == 0
            ? "*"
            : string.Join(',', days.Split(',').Select(DayRange))
                .Replace(string.Join(',', Week), "*", StringComparison.Ordinal);

    private static string DayRange(string text)
    {
        var days = text.Split("..").Select(n => n[..3].ToUpperInvariant()).ToList();
        // Kubernetes takes no range that ends with Sunday, its first day.
        return days is [var first, "SUN"] && Week.Contains(first, StringComparer.Ordinal)
            ? string.Join(',', Week.SkipWhile(d => d != first))
            : string.Join('-', days);
    }

    [GeneratedRegex(
        """
            ^(?:(?<days>[A-Za-z]{3,9}(?:(?:,|\.\.)[A-Za-z]{3,9})*)(?:\s+|$))?
            (?:(?:\*-)?(?<month>[0-9*,./]+)-(?<day>[0-9*,./]+)(?:\s+|$))?
            (?:(?<hour>[0-9*,./]+):(?<minute>[0-9*,./]+)(?::0{1,2})?)?$
            """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Event();
}
