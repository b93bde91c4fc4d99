// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using static System.StringComparison;

namespace RootfulContainers.Definitions.Keys;

/// <summary>
/// What systemd.resource-control(5) takes. systemd only logs a value that it does not, and the container runs without the
/// limit; each check returns what is wrong, or <see langword="null"/>.
/// </summary>
internal static class ResourceChecks
{
    private const string Infinity = "infinity";
    private static readonly char[] Digits = [.. "0123456789"];
    private static readonly string[] SizeSuffixes = ["K", "M", "G", "T", "P", "E"];
    private static readonly string[] AddressClasses = ["any", "localhost", "link-local", "multicast"];

    /// <summary>systemd's words for yes and no.</summary>
    public static string? Boolean(string text) =>
        text.ToUpperInvariant()
            is "1"
                or "YES"
                or "Y"
                or "TRUE"
                or "T"
                or "ON"
                or "0"
                or "NO"
                or "N"
                or "FALSE"
                or "F"
                or "OFF"
            ? null
            : $"'{text}' is neither true nor false";

    public static string? CpuWeight(string text) => text == "idle" ? null : Weight(text, ", or idle");

    public static string? Weight(string text) => Weight(text, "");

    public static string? CpuQuota(string text) =>
        IsPercentage(text, limit: null) && text.Any(c => c is >= '1' and <= '9')
            ? null
            : $"'{text}' is not a percentage of one CPU, such as 150% for one and a half";

    /// <summary>Numbers and ranges of numbers.</summary>
    public static string? NumberSet(string text)
    {
        var parts = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 0 && parts.All(IsRange) ? null : $"'{text}' is not a list such as 0-3,8";

        static bool IsRange(string part)
        {
            var ends = part.Split('-');
            return ends.Length <= 2 && ends.All(IsNumber) && (ends.Length == 1 || Number(ends[0]) <= Number(ends[1]));
        }
    }

    public static string? Memory(string text) =>
        text == Infinity || IsPercentage(text, limit: 100) || IsSize(text, suffixes: [.. SizeSuffixes, "B"])
            ? null
            : $"'{text}' is not an amount of memory: bytes, a number with K, M, G or T, a percentage or infinity";

    /// <summary>Likewise, where systemd takes none at all for a mistake.</summary>
    public static string? MemoryLimit(string text) =>
        Memory(text) ?? (text.Any(c => c is (>= '1' and <= '9') or 'i') ? null : $"'{text}' leaves no memory");

    public static string? Tasks(string text) =>
        text == Infinity || IsPercentage(text, limit: 100) || (IsNumber(text) && Number(text) > 0)
            ? null
            : $"'{text}' is not a number of tasks: a number, a percentage or infinity";

    public static string? Percentage(string text) =>
        IsPercentage(text, limit: 100) ? null : $"'{text}' is not a percentage, such as 60%";

    public static string? Duration(string text) =>
        text == Infinity || TimeSpanText.TryParse(WithoutFractions(text), out _)
            ? null
            : $"'{text}' is not a duration, such as 100ms or 20s";

    public static string? DeviceWeight(string text) => Device(text, "500", v => Weight(v) is null);

    public static string? DeviceLatency(string text) => Device(text, "25ms", v => Duration(v) is null);

    /// <summary>Bytes or operations a second.</summary>
    public static string? DeviceRate(string text) => Device(text, "10M", v => v == Infinity || IsSize(v, SizeSuffixes));

    public static string? DeviceAccess(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words.Length is 1 or 2
            && (
                words[0].StartsWith('/')
                || words[0].StartsWith("char-", Ordinal)
                || words[0].StartsWith("block-", Ordinal)
            )
            && (words.Length == 1 || words[1].All(c => c is 'r' or 'w' or 'm'))
            ? null
            : $"'{text}' is not a device and what may be done with it, such as '/dev/fuse rw'";
    }

    /// <summary>Prefixes of addresses, or systemd's names for some.</summary>
    public static string? Addresses(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && words.All(IsPrefix)
            ? null
            : $"'{text}' is not an address, a prefix such as 10.0.0.0/8, any, localhost, link-local or multicast";

        static bool IsPrefix(string word)
        {
            var (address, length) = ValueChecks.Cut(word, '/');
            return AddressClasses.Contains(word)
                || (
                    AddressText.TryParse(address, out var parsed)
                    && (length is null || (IsNumber(length) && Number(length) <= parsed.GetAddressBytes().Length * 8))
                );
        }
    }

    public static Func<string, string?> OneOf(params string[] words) =>
        text => words.Contains(text) ? null : $"'{text}' is not one of {string.Join(", ", words)}";

    /// <summary>systemd takes fractions of its units of time as well.</summary>
    private static string WithoutFractions(string text)
    {
        var parts = text.Split('.');
        return parts.Skip(1).All(p => p.Length > 0 && char.IsAsciiDigit(p[0]))
            ? string.Concat(parts.Select((p, i) => i == 0 ? p : p.TrimStart(Digits)))
            : text;
    }

    private static string? Weight(string text, string alternative) =>
        IsNumber(text) && Number(text) is >= 1 and <= 10_000
            ? null
            : $"'{text}' is not a weight: a number from 1 to 10000{alternative}";

    private static string? Device(string text, string example, Func<string, bool> isValue)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [['/', ..], var value] && isValue(value)
            ? null
            : $"'{text}' is not a device or a path on it and a value, such as '/dev/vda {example}'";
    }

    private static bool IsPercentage(string text, int? limit)
    {
        var number = text.TrimEnd('%');
        return text.Length == number.Length + 1
            && IsDecimal(number, digits: 2)
            && (limit is null || decimal.Parse(number, CultureInfo.InvariantCulture) <= limit);
    }

    private static bool IsSize(string text, string[] suffixes)
    {
        var suffix = suffixes.FirstOrDefault(s => text.EndsWith(s, Ordinal)) ?? "";
        var number = text[..^suffix.Length];
        return suffix.Length == 0 ? IsNumber(number) : IsDecimal(number, digits: 9);
    }

    private static bool IsDecimal(string text, int digits)
    {
        var (whole, fraction) = ValueChecks.Cut(text, '.');
        return IsNumber(whole) && (fraction is null || (IsNumber(fraction) && fraction.Length <= digits));
    }

    private static bool IsNumber(string text) => text.Length is > 0 and < 19 && text.All(char.IsAsciiDigit);

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
