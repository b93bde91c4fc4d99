// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>What a person at the terminal is asked.</summary>
internal static class Question
{
    /// <summary>Whether there is somebody to answer.</summary>
    public static bool IsPossible => StandardStream.IsTerminal(0) && StandardStream.IsTerminal(StandardStream.Error);

    /// <returns>Null when nobody answers any more.</returns>
    public static unsafe string? Ask(string question)
    {
        StandardStream.Write(StandardStream.Error, $"{question}: ");
        var line = new List<byte>();
        byte one;
        // A terminal gives a line at a time, and what follows it is for the next question.
        while (read(0, &one, 1) == 1)
        {
            if (one == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).Trim();
            }

            line.Add(one);
        }

        return null;
    }
}
