// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Output;

/// <summary>How something is meant, as far as a colour can tell.</summary>
internal enum Tone
{
    Plain,
    Good,
    Warning,
    Bad,
    Faint,
    Strong,
}

internal static class Tones
{
    private const string End = "\e[0m";

    public static string Paint(this string text, Tone tone) =>
        tone switch
        {
            Tone.Good => $"\e[32m{text}{End}",
            Tone.Warning => $"\e[33m{text}{End}",
            Tone.Bad => $"\e[1;31m{text}{End}",
            Tone.Faint => $"\e[2m{text}{End}",
            Tone.Strong => $"\e[1m{text}{End}",
            _ => text,
        };
}
