// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Why a container does not run, in one sentence.</summary>
internal static class Reason
{
    private const string GeneratedDropIn = "/50-definition.conf";

    /// <param name="container">Of <c>rootful-container@</c>.</param>
    /// <param name="network">Of <c>rootful-network@</c>.</param>
    /// <returns>Null when nothing is known to be wrong.</returns>
    public static string? Of(Definition? definition, UnitProperties container, UnitProperties network) =>
        definition is { IsMasked: true } ? "its definition is masked, by a link to /dev/null"
        : container.Text("LoadState") == "masked"
            ? $"{container.Unit} is masked; 'systemctl unmask {container.Unit}' ends that"
        : definition is { IsBroken: true }
            ? $"its definition is invalid: {definition.Errors[0]}{More(definition.Errors.Count - 1)}"
        : definition is not null && !IsLoaded(container)
            ? "systemd has not read its definition yet; 'systemctl daemon-reload' has it do so"
        : Failure(network) ?? Failure(container);

    /// <summary>Whether what the generator made of a definition is part of it.</summary>
    public static bool IsLoaded(UnitProperties container) =>
        container.Texts("DropInPaths").Any(p => p.EndsWith(GeneratedDropIn, StringComparison.Ordinal));

    private static string More(int count) =>
        count > 0 ? string.Create(CultureInfo.InvariantCulture, $" (and {count} more)") : "";

    /// <returns>Null when it has not failed.</returns>
    public static string? Failure(UnitProperties unit)
    {
        var result = unit.Text("Result");
        if (unit.Text("ActiveState") != "failed" && !(unit.Text("SubState") == "auto-restart" && result != "success"))
        {
            return null;
        }

        // The programs of this project say there what failed; of the others it is what they said last.
        var said = unit.Text("StatusText");
        var how = result switch
        {
            "exit-code" => string.Create(
                CultureInfo.InvariantCulture,
                $"ended with exit status {unit.Number("ExecMainStatus")}"
            ),
            "signal" or "core-dump" => string.Create(
                CultureInfo.InvariantCulture,
                $"was ended by signal {unit.Number("ExecMainStatus")}"
            ),
            "timeout" => "did not get ready, or did not stop, in time",
            "watchdog" => "did not feed its watchdog in time",
            "oom-kill" => "was killed because memory ran out",
            "start-limit-hit" => "was started too often within a short time",
            _ => result,
        };
        return said.Length == 0 ? $"{unit.Unit} {how}" : said;
    }
}
