// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Supervisor;

/// <summary>How a process ended.</summary>
/// <param name="Status">As a shell says it: the exit status, or 128 and the number of the signal.</param>
/// <param name="Signal">Null when it ended by itself.</param>
internal sealed record ProcessExit(int Status, int? Signal)
{
    // See waitid(2).
    private const int Exited = 1;

    /// <param name="text">CLD_EXITED or CLD_KILLED, and its exit status or signal.</param>
    /// <returns>Null when the service manager does not know.</returns>
    public static ProcessExit? Parse(string text) =>
        text.Split(' ') is [var code, var status]
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var how)
        && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && how != 0
            ? how == Exited
                ? new ProcessExit(number, null)
                : new ProcessExit(128 + number, number)
            : null;
}
