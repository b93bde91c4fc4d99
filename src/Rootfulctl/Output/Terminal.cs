// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Runtime.InteropServices;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>What standard output is.</summary>
internal static partial class Terminal
{
    private const nuint TIOCGWINSZ = 0x5413;

    public static bool IsTerminal { get; } = StandardStream.IsTerminal(StandardStream.Output);

    /// <summary>See https://no-color.org.</summary>
    public static bool HasColor { get; } =
        IsTerminal
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>How many columns a line may have; null when nothing limits it, as in a pipe.</summary>
    public static int? Width => WidthOf(IsTerminal, Environment.GetEnvironmentVariable("COLUMNS"), Size.Columns);

    /// <summary>How many lines it shows; null when nothing limits them.</summary>
    public static int? Height => Size.Lines;

    /// <param name="wanted">By the environment, which shells may hand on to what is no terminal.</param>
    /// <param name="own">The terminal's.</param>
    internal static int? WidthOf(bool isTerminal, string? wanted, int? own) =>
        !isTerminal ? null
        : int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
            ? columns
        : own;

    private static unsafe (int? Lines, int? Columns) Size
    {
        get
        {
            var size = stackalloc ushort[4];
            // Of one that has no size both are 0, and somebody may have set only one of them.
            return IsTerminal && ioctl(StandardStream.Output, TIOCGWINSZ, size) == 0
                ? (size[0] > 0 ? size[0] : null, size[1] > 0 ? size[1] : null)
                : (null, null);
        }
    }

    /// <summary>Whether somebody may still read, as at the other end of a pipe.</summary>
    public static unsafe bool HasReader
    {
        get
        {
            var output = new PollDescriptor { Descriptor = StandardStream.Output };
            return poll(&output, 1, 0) == 0;
        }
    }

    public static string Paint(string text, Tone tone) => HasColor ? text.Paint(tone) : text;

    public static void Write(string text) => StandardStream.Write(StandardStream.Output, text);

    public static void WriteLine(string line) => Write(line + "\n");

    [LibraryImport("libc")]
    private static unsafe partial int ioctl(int file, nuint request, ushort* size);
}
