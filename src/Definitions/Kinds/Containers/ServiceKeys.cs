// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>The tables of <c>NAME.toml</c> that become settings of the system units.</summary>
internal static class ServiceKeys
{
    public static IReadOnlyList<ConfigurationKey> Rows => [.. Depends, .. Service, .. TimerKeys.Rows, .. Verbatim];

    private static IReadOnlyList<ConfigurationKey> Depends =>
        [
            Depend("requires", "Requires", "Must be up first, and started with this one."),
            Depend("requisite", "Requisite", "Must be up already."),
            Depend("wants", "Wants", "Started with this one, before it."),
            Depend("binds_to", "BindsTo", "Like requires; also when it ends by itself, this one stops."),
            Depend("part_of", "PartOf", "When it is stopped or restarted, so is this one."),
            Depend("upholds", "Upholds", "Started again whenever it is found stopped."),
            Depend("conflicts", "Conflicts", "Cannot run together with this one."),
            Depend("after", "After", "When both start, it is up before this one."),
            Depend("before", "Before", "When both start, this one is up before it."),
            Depend("on_failure", "OnFailure", "Started when this one fails."),
            Depend("on_success", "OnSuccess", "Started when this one ends well."),
            Depend("propagates_stop_to", "PropagatesStopTo", "Stopped with this one."),
            Depend("stop_propagated_from", "StopPropagatedFrom", "When it stops, this one stops."),
            Depend("propagates_reload_to", "PropagatesReloadTo", "Reloaded with this one."),
            Depend("reload_propagated_from", "ReloadPropagatedFrom", "When it is reloaded, so is this one."),
            new(
                "depends.mounts_for",
                StringList,
                Property(TargetPlace.NetworkUnit, "RequiresMountsFor", static (c, s) => c.MountedPaths = s.Texts),
                "Paths whose file systems must be mounted; sources of volumes are added by themselves."
            )
            {
                Example = "[\"/srv/media\"]",
                Check = ValueChecks.UnitPath,
                Synonyms = ["RequiresMountsFor"],
            },
            new(
                "depends.default",
                ValueKind.Boolean,
                Property(static (c, s) => c.WaitsForNetwork = s.IsTrue),
                "Wait for network-online.target before images are pulled."
            )
            {
                Default = "true",
                Example = "false",
                Synonyms = ["DefaultDependencies"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Service =>
        [
            new(
                "service.restart",
                ValueKind.String,
                ContainerService("Restart").Into(static (c, s) => c.Restart = s),
                "When systemd starts it again."
            )
            {
                Default = "\"no\"",
                Example = "\"on-failure\"",
                Choices = ["no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"],
            },
            new("service.restart_sec", Duration, ContainerService("RestartSec"), "Pause before it is started again.")
            {
                Default = "100ms",
                Example = "\"5s\"",
            },
            new(
                "service.restart_steps",
                ValueKind.Integer,
                ContainerService("RestartSteps"),
                "Steps from restart_sec to restart_max_delay; needs systemd 254."
            )
            {
                Default = "0",
                Example = "5",
            },
            new(
                "service.restart_max_delay",
                Duration,
                ContainerService("RestartMaxDelaySec"),
                "Longest pause between restarts; needs systemd 254."
            )
            {
                Default = "no longer than restart_sec",
                Example = "\"5min\"",
                Unlimited = true,
            },
            new(
                "service.start_limit_interval",
                Duration,
                ContainerUnit("StartLimitIntervalSec"),
                "Time in which start_limit_burst counts; 0 for no limit."
            )
            {
                Default = "10s",
                Example = "\"1min\"",
                Unlimited = true,
            },
            new(
                "service.start_limit_burst",
                ValueKind.Integer,
                ContainerUnit("StartLimitBurst"),
                "Most starts in start_limit_interval."
            )
            {
                Default = "10",
                Example = "5",
            },
            new(
                "service.timeout_start",
                Duration,
                ContainerService("TimeoutStartSec"),
                "Longest wait until the container is ready, once it is attached."
            )
            {
                Default = "systemd's DefaultTimeoutStartSec= (90 s)",
                Example = "\"5min\"",
                Unlimited = true,
            },
            new(
                "service.timeout_stop",
                Duration,
                Property(static (c, s) => c.StopLimit = s.Text),
                "Longest wait until everything is stopped."
            )
            {
                Default = "stop_timeout and 90 seconds",
                Example = "\"2min\"",
                Unlimited = true,
            },
            new(
                "service.success_exit_status",
                StringList,
                Property(static (c, s) => c.SuccessStatuses = s.Texts),
                "Exit statuses and signals of the container that are no failure."
            )
            {
                Example = "[\"3\", \"SIGUSR1\"]",
                Check = ValueChecks.ExitStatus,
            },
            new(
                "service.slice",
                ValueKind.String,
                ProcessesService("Slice").Into(static (c, s) => c.Slice = s),
                "Slice of the user's service manager for the container."
            )
            {
                Default = "app.slice",
                Example = "\"web.slice\"",
                Check = ValueChecks.Slice,
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Verbatim =>
        [
            new(
                "systemd.unit",
                UnitSettings,
                ContainerUnit("").Into(static (c, s) => c.UnitSettings = s.Values),
                "[Unit] settings of rootful-container@, as they are."
            )
            {
                Example = "{ JoinsNamespaceOf = \"db.service\" }",
                CheckName = ValueChecks.UnitSettingName,
                Synonyms = ["Unit"],
            },
            new(
                "systemd.service",
                UnitSettings,
                ContainerService("").Into(static (c, s) => c.ServiceSettings = s.Values),
                "[Service] settings of rootful-container@, as they are."
            )
            {
                Example = "{ OOMScoreAdjust = -500 }",
                CheckName = ValueChecks.ServiceSettingName,
            },
        ];

    private static ConfigurationKey Depend(string key, string directive, string summary) =>
        new($"depends.{key}", StringList, Dependency(directive), summary)
        {
            Example = "[\"db\", \"postgresql.service\"]",
            Check = ValueChecks.Dependency,
            Synonyms = [directive],
        };
}
