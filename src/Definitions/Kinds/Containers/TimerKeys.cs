// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary><c>[timer]</c> of <c>NAME.toml</c>: when the container is started.</summary>
internal static class TimerKeys
{
    public const string Table = "timer";
    public const string OnCalendar = $"{Table}.on_calendar";
    private const string Trigger = $"{Table}.on_";
    private const string Persistent = $"{Table}.persistent";

    public static IReadOnlyList<ConfigurationKey> Rows =>
        [
            new(OnCalendar, ValueKind.UnitSetting, Timer("OnCalendar"), "Start it at these times.")
            {
                Example = "[\"Mon..Fri 03:00\", \"Sun 05:00\"]",
                Check = CalendarText.Check,
            },
            On("boot", "OnBootSec", "Start it so long after the host was booted."),
            On("startup", "OnStartupSec", "Start it so long after systemd was started."),
            On("active", "OnActiveSec", "Start it so long after the timer was started."),
            On("unit_active", "OnUnitActiveSec", "Start it so long after it was last started."),
            On("unit_inactive", "OnUnitInactiveSec", "Start it so long after it last ended."),
            new(
                Persistent,
                ValueKind.Boolean,
                Timer("Persistent"),
                "Start it at boot if a time of on_calendar was missed while the host was down."
            )
            {
                Default = "false",
                Example = "true",
            },
            new(
                $"{Table}.randomized_delay",
                ValueKind.Duration,
                Timer("RandomizedDelaySec"),
                "Start it later by a random time up to this."
            )
            {
                Default = "0",
                Example = "\"1h\"",
                Synonyms = ["RandomizedDelaySec"],
            },
            new(
                $"{Table}.fixed_random_delay",
                ValueKind.Boolean,
                Timer("FixedRandomDelay"),
                "The random time is the same each time on this host."
            )
            {
                Default = "false",
                Example = "true",
            },
            new(
                $"{Table}.accuracy",
                ValueKind.Duration,
                Timer("AccuracySec"),
                "How much later systemd may start it, to wake the processor less often."
            )
            {
                Default = "1min",
                Example = "\"1s\"",
                Synonyms = ["AccuracySec"],
            },
        ];

    /// <summary>A timer has a time.</summary>
    public static void Check(ContainerDefinition definition, TomlTable table, Action<SourcePosition, string> report)
    {
        if (table.Find(Table) is not TomlTable timer)
        {
            return;
        }

        if (definition.Remains is { IsTrue: true } remains)
        {
            report(
                remains.Position,
                $"'{remains.Key.Path}' cannot be given together with [{Table}]: the job would run only once"
            );
        }

        if (!timer.Entries.Any(IsTrigger))
        {
            report(timer.Position, $"[{Table}] needs a time, for example on_calendar = \"daily\"");
        }
        else if (
            definition.Times.FirstOrDefault(t => t.Key.Path == Persistent) is { IsTrue: true } persistent
            && timer.Find("on_calendar") is null or TomlList { Items: [] }
        )
        {
            report(persistent.Position, $"'{Persistent}' needs '{OnCalendar}': only its times can be missed");
        }
    }

    /// <summary>Whether it says when, and not how.</summary>
    public static bool IsTrigger(Setting setting) =>
        setting.Values.Count > 0 && setting.Key.Path.StartsWith(Trigger, StringComparison.Ordinal);

    // Also where its value is an error, which is reported as one.
    private static bool IsTrigger(TomlEntry entry) =>
        ContainerKeys.All.Find($"{Table}.{entry.Name}") is { Path: var path }
        && path.StartsWith(Trigger, StringComparison.Ordinal)
        && entry.Value is not TomlList { Items: [] };

    private static ConfigurationKey On(string name, string directive, string summary) =>
        new($"{Trigger}{name}", ValueKind.Duration, Timer(directive), summary)
        {
            Example = "\"15min\"",
            Synonyms = [directive],
        };
}
