// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>How long ago something was, in the two largest units that tell.</summary>
internal static class Age
{
    public static string Of(TimeSpan age) =>
        age.TotalDays >= 10 ? Text($"{(int)age.TotalDays}d")
        : age.TotalDays >= 1 ? Text($"{age.Days}d {age.Hours}h")
        : age.TotalHours >= 1 ? Text($"{age.Hours}h {age.Minutes}min")
        : age.TotalMinutes >= 1 ? Text($"{age.Minutes}min {age.Seconds}s")
        : Text($"{Math.Max(0, (int)age.TotalSeconds)}s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
