// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Rootfulctl.Systemd;

/// <summary>How a process ended, as systemd says it.</summary>
/// <param name="Code">As in waitid(2); 0 or null of one that did not run, or still does.</param>
/// <param name="Status">The exit status or the signal.</param>
internal sealed record ProcessEnd(ulong? Code, ulong? Status)
{
    private const ulong Exited = 1;

    public bool HasEnded => Code is > 0;

    public bool IsKill => Code > Exited;

    public bool IsFailure => IsKill || (Code == Exited && Status != 0);

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(IsKill ? "was ended by signal" : "ended with exit status")} {Status}"
        );
}
