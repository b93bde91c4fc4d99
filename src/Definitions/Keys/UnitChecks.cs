// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Keys;

/// <summary>The part of <see cref="ValueChecks"/> that knows units: names, settings, dependencies.</summary>
internal static partial class ValueChecks
{
    /// <summary>Settings of rootful-container@ that the shipped template and the generator own.</summary>
    private static readonly string[] OwnedServiceSettings =
    [
        "Type",
        "ExecStart",
        "ExecReload",
        "ExecStop",
        "NotifyAccess",
        "RemainAfterExit",
        "PIDFile",
        "BusName",
        "User",
        "Group",
        "DynamicUser",
        "KillMode",
    ];

    // The supervisor is asked to stop by SIGTERM, and asks for the container's own signal.
    private static readonly string[] StopSignalSettings = ["KillSignal", "RestartKillSignal"];

    private const int MaximumFileName = 255;

    public static string? UnitName(string text) =>
        SystemUnits.IsUnit(text)
        && text.Length < 256
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.' or '\\' or '@')
        && !IsTemplate(text)
            ? null
            : $"'{text}' is not the name of a unit, such as multi-user.target";

    /// <summary>The name of a unit that starts others: below it is a directory with links to them.</summary>
    public static string? Starter(string text) =>
        UnitName(text)
        ?? (
            text.Length + ".wants".Length > MaximumFileName
                ? $"the name of a unit that starts others has at most {MaximumFileName - ".wants".Length} characters, not {text.Length}"
                : null
        );

    /// <summary>The name of a definition, or of a unit.</summary>
    public static string? Dependency(string text) =>
        SystemUnits.IsUnit(text) ? UnitName(text)
        : ContainerName.TryParse(text, out _, out _) ? null
        : $"'{text}' is neither the name of a definition (web) nor of a unit (web.service)";

    public static string? Slice(string text) =>
        UnitName(text) is null && text.EndsWith(".slice", StringComparison.Ordinal)
            ? null
            : $"'{text}' is not the name of a slice, such as web.slice";

    public static string? UnitSettingName(string text) =>
        SettingName(text)
        ?? text switch
        {
            "SourcePath" => "SourcePath= belongs to the generator",
            "OnFailureJobMode" => "OnFailureJobMode= belongs to the shipped unit, which has an OnFailure= of its own",
            _ => null,
        };

    public static string? ServiceSettingName(string text) =>
        SettingName(text)
        ?? (
            OwnedServiceSettings.Contains(text)
                ? $"{text}= belongs to the shipped unit; the container's process is not started by it"
            : StopSignalSettings.Contains(text)
                ? $"{text}= is for the supervisor; the signal that stops the container is 'stop_signal'"
            : null
        );

    public static string? ExitStatus(string text) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) || Signal(text) is null
            ? null
            : $"'{text}' is neither an exit status (0 to 255) nor a signal";

    public static string? OnlyPercentages(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i == 0 || !char.IsAsciiDigit(text[i - 1]) || (i + 1 < text.Length && text[i + 1] != ' '))
            {
                return $"'{text}' has a '%' that is no percentage";
            }
        }

        return null;
    }

    // web@.service, which is no unit without an instance, or @web.service, which never is.
    private static bool IsTemplate(string unit) =>
        unit.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 && (at == 0 || at + 1 == unit.LastIndexOf('.'));

    private static string? SettingName(string text) =>
        text.Length > 0 && char.IsAsciiLetterUpper(text[0]) && text.All(char.IsAsciiLetterOrDigit)
            ? null
            : $"'{text}' is not the name of a setting as unit files have it, such as OOMScoreAdjust";
}
