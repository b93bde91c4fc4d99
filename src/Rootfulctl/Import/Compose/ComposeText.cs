// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Sources;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Texts of a compose file, with its variables replaced.</summary>
internal sealed class ComposeText(string path, Interpolation interpolation)
{
    public SourcePosition At(int line) => new(path, line, 1);

    /// <param name="missing">Told each variable that has no value.</param>
    public string Of(ComposeScalar text, Action<string> missing) =>
        text.IsNull ? "" : interpolation.Expand(text.Text, missing);

    /// <summary>Go's durations may have fractions, as in 1.5s.</summary>
    public static string Duration(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (
            dot < 0
            || !text.EndsWith('s')
            || text.Contains('m', StringComparison.Ordinal)
            || text.Contains('h', StringComparison.Ordinal)
        )
        {
            return text;
        }

        return double.TryParse(
            text[..^1],
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var seconds
        )
            ? string.Create(CultureInfo.InvariantCulture, $"{(long)(seconds * 1000)}ms")
            : text;
    }

    /// <summary>A duration in whole seconds.</summary>
    public static string Seconds(string text) =>
        TimeSpanText.TryParse(Duration(text), out var microseconds)
            ? ((microseconds + 999_999) / 1_000_000).ToString(CultureInfo.InvariantCulture)
            : text;
}
