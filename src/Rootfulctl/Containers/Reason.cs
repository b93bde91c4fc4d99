// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Why a container does not run, in one sentence.</summary>
internal static class Reason
{
    private const string GeneratedDropIn = "/50-definition.conf";

    // In the order in which systemd runs them; of a reload nothing else depends.
    private static readonly string[] Commands =
    [
        "ExecCondition",
        "ExecStartPre",
        "ExecStartPost",
        "ExecStop",
        StopPost,
    ];

    private const string StopPost = "ExecStopPost";

    /// <param name="container">Of <c>rootful-container@</c>.</param>
    /// <param name="network">Of <c>rootful-network@</c>.</param>
    /// <returns>Null when nothing is known to be wrong.</returns>
    public static string? Of(
        SystemBus bus,
        DefinitionSet definitions,
        Definition? definition,
        UnitProperties container,
        UnitProperties network
    ) =>
        OfDefinition(definition, container)
        ?? (FailedRequirement.Of(bus, container), OfStart(definitions, definition, container, network)) switch
        {
            // systemd does not tell which came first.
            ({ } requirement, { } failure) => $"{requirement}; its own last run failed: {failure}",
            var (requirement, failure) => requirement ?? failure,
        };

    /// <summary>Why its last start failed; likewise.</summary>
    public static string? OfStart(
        DefinitionSet definitions,
        Definition? definition,
        UnitProperties container,
        UnitProperties network
    ) =>
        (Failure(network) ?? Failure(container)) is { } failure
            ? string.Join(
                "; ",
                ListedPrerequisite
                    .GoneOf(definitions, definition)
                    .Select(p => $"{p.Kind} {p.Checked.Name} is gone, which '{p.Remake}' makes again")
                    .Prepend(failure)
            )
            : null;

    /// <summary>Why it cannot be started at all; null when it can.</summary>
    /// <param name="container">Of <c>rootful-container@</c>.</param>
    public static string? OfDefinition(Definition? definition, UnitProperties container) =>
        definition is { IsMasked: true } ? "its definition is masked, by a link to /dev/null"
        : container.Text("LoadState") == "masked"
            ? $"{container.Unit} is masked; 'systemctl unmask {container.Unit}' ends that"
        : definition is { IsBroken: true }
            ? $"its definition is invalid: {definition.Errors[0]}{More(definition.Errors.Count - 1)}"
        : definition is not null && !IsLoaded(container)
            ? "systemd has not read its definition yet; 'systemctl daemon-reload' has it do so"
        : definition?.Uid is { } uid && !UserAccount.Exists(uid) ? $"no user of this host has the uid {uid}"
        : null;

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

        var main = new ProcessEnd(unit.Number("ExecMainCode"), unit.Number("ExecMainStatus"));
        if (result is "exit-code" or "signal" or "core-dump" && !main.IsFailure && FailedCommand(unit) is { } command)
        {
            return $"{unit.Unit}: {command}";
        }

        var how = result switch
        {
            "exit-code" or "signal" or "core-dump" => main.ToString(),
            "timeout" => Overdue(unit),
            "watchdog" => "did not feed its watchdog in time",
            "oom-kill" => "was killed because memory ran out",
            "start-limit-hit" => "was started too often within a short time",
            _ => result,
        };
        // The programs of this project say there what failed; of the others it is what they said last.
        var said = unit.Text("StatusText");
        return said.Length == 0 || (main.IsKill && !HasCommandAfter(unit)) ? $"{unit.Unit} {how}"
            : result == "timeout" ? $"{unit.Unit} {how}: {said}"
            : said;
    }

    private static string Overdue(UnitProperties unit) =>
        unit.Text("Type") == "oneshot" ? "was not done in time"
        : unit.Number("ActiveEnterTimestampMonotonic") >= unit.Number("ExecMainStartTimestampMonotonic")
            ? "did not stop in time"
        : "was not ready in time";

    /// <summary>Whether somebody could say why a program was killed, which it could not itself.</summary>
    private static bool HasCommandAfter(UnitProperties unit) =>
        unit.Commands(StopPost).Any(c => c.End is { HasEnded: true, IsFailure: false });

    /// <summary>What failed beside the main process.</summary>
    private static string? FailedCommand(UnitProperties unit) =>
        Commands
            .SelectMany(name => unit.Commands(name).Select(c => (Name: name, Command: c)))
            .Where(c => c.Command is { MayFail: false, End.IsFailure: true })
            .Select(c => $"{c.Name}= ({string.Join(' ', c.Command.Arguments)}) {c.Command.End}")
            .FirstOrDefault();
}
