// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>Sizes and shares of processors in the notation of Kubernetes.</summary>
internal static class Quantity
{
    private const string Suffixes = "bkmgtpe";

    /// <summary>Of <c>512m</c> as podman writes it, or <c>512M</c> as systemd does; null for a share of the machine, or no limit.</summary>
    public static string? Size(string text)
    {
        if (Bytes(text) is not { } number)
        {
            return null;
        }

        var power = 0;
        for (; number > 0 && number % 1024 == 0 && power < Suffixes.Length - 1; power++)
        {
            number /= 1024;
        }

        var suffix = power == 0 ? "" : $"{char.ToUpperInvariant(Suffixes[power])}i";
        return string.Create(CultureInfo.InvariantCulture, $"{number}{suffix}");
    }

    /// <summary>The same as a number.</summary>
    public static long? Bytes(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..].ToLowerInvariant();
        unit = unit is "" ? "b" : unit[..1] + unit[1..].Replace("ib", "", StringComparison.Ordinal).TrimEnd('b');
        return
            unit.Length != 1
            || Suffixes.IndexOf(unit, StringComparison.Ordinal) is not (>= 0 and var power)
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue >> (10 * power)
            ? null
            : number << (10 * power);
    }

    /// <summary>Of <c>150%</c>.</summary>
    public static string? Processors(string percentage) =>
        percentage.EndsWith('%')
        && decimal.TryParse(
            percentage[..^1],
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var percent
        )
        && percent is > 0 and < 1_000_000
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(percent * 10)}m")
            : null;
}
