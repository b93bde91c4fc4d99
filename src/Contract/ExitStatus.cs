// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>How programs and containers end, where units go by it; the shipped ones and the manual say the same.</summary>
internal static class ExitStatus
{
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Of <c>rootfulctl doctor</c>: what it found are warnings.</summary>
    public const int Warnings = 1;

    /// <summary>The same: there are errors as well.</summary>
    public const int Errors = 2;

    /// <summary>There is no definition: EXIT_NOTCONFIGURED of the LSB, see systemd.exec(5).</summary>
    public const int NotConfigured = 6;

    /// <summary>The definition is invalid: EX_CONFIG of sysexits.h, see systemd.exec(5).</summary>
    public const int InvalidDefinition = 78;

    /// <summary>128 + SIGTERM, as most programs end when they are stopped.</summary>
    public const int Stopped = 143;

    /// <summary>By it the supervisor ends when the container's user wants it restarted.</summary>
    public const string RestartSignal = "SIGUSR1";
}
