// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>The tables of <c>NAME.toml</c> that become arguments of <c>podman create</c>.</summary>
internal static class ContainerTableKeys
{
    public static IReadOnlyList<ConfigurationKey> Rows => [.. Pull, .. Security, .. UserNamespace, .. Health, .. Log];

    private static IReadOnlyList<ConfigurationKey> Pull =>
        [
            new("pull.policy", ValueKind.String, CreateFlag("pull"), "When to pull the image.")
            {
                Default = "\"missing\"",
                Example = "\"newer\"",
                Choices = ["always", "missing", "newer", "never"],
            },
            new("pull.retry", ValueKind.Integer, CreateFlag("retry"), "How often a failed pull is repeated.")
            {
                Default = "3",
                Example = "5",
            },
            new("pull.retry_delay", Duration, CreateFlag("retry-delay"), "Pause before a pull is repeated.")
            {
                Default = "growing with each attempt",
                Example = "\"10s\"",
            },
            new("pull.authfile", ValueKind.String, CreateFlag("authfile"), "File with the credentials of registries.")
            {
                Example = "\"/etc/web.auth.json\"",
                Check = ValueChecks.AbsolutePath,
                TakesHome = true,
            },
            new("pull.tls_verify", ValueKind.Boolean, CreateFlag("tls-verify"), "Check the certificates of registries.")
            {
                Default = "true",
                Example = "false",
            },
            new(
                "pull.platform",
                ValueKind.String,
                CreateFlag("platform"),
                "Platform of the image, as OS/ARCH[/VARIANT]."
            )
            {
                Default = "the host's",
                Example = "\"linux/arm64\"",
                Check = ValueChecks.Word,
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Security =>
        [
            new("security.cap_add", StringList, CreateListFlag("cap-add"), "Capabilities to add.")
            {
                Example = "[\"NET_ADMIN\"]",
                Check = ValueChecks.Capability,
                Synonyms = ["AddCapability"],
            },
            new("security.cap_drop", StringList, CreateListFlag("cap-drop"), "Capabilities to drop.")
            {
                Example = "[\"all\"]",
                Check = ValueChecks.Capability,
                Synonyms = ["DropCapability"],
            },
            new("security.mask", StringList, SecurityOption("mask="), "Paths to make inaccessible.")
            {
                Example = "[\"/proc/sys/foo\"]",
                Check = ValueChecks.PathInList,
            },
            new("security.unmask", StringList, SecurityOption("unmask="), "Paths to make accessible, or ALL.")
            {
                Example = "[\"/proc/acpi\"]",
                Check = ValueChecks.PathInListOrAll,
            },
            new(
                "security.no_new_privileges",
                ValueKind.Boolean,
                SecurityOption("no-new-privileges"),
                "Keep processes from gaining privileges."
            )
            {
                Default = "false",
                Example = "true",
            },
            new(
                "security.label_disable",
                ValueKind.Boolean,
                SecurityOption("label=disable"),
                "Do without SELinux labels."
            )
            {
                Default = "false",
                Example = "true",
                Synonyms = ["SecurityLabelDisable"],
            },
            new(
                "security.label_nested",
                ValueKind.Boolean,
                SecurityOption("label=nested"),
                "Allow SELinux changes inside."
            )
            {
                Default = "false",
                Example = "true",
                Synonyms = ["SecurityLabelNested"],
            },
            new("security.seccomp", ValueKind.String, SecurityOption("seccomp="), "seccomp profile, or \"unconfined\".")
            {
                Default = "podman's",
                Example = "\"/etc/web.seccomp.json\"",
                Check = ValueChecks.PathOrUnconfined,
                TakesHome = true,
                Synonyms = ["SeccompProfile"],
            },
            new(
                "security.apparmor",
                ValueKind.String,
                SecurityOption("apparmor="),
                "AppArmor profile, or \"unconfined\"."
            )
            {
                Default = "podman's",
                Example = "\"unconfined\"",
                Check = ValueChecks.NotEmpty,
            },
            new("security.label_type", ValueKind.String, SecurityOption("label=type:"), "SELinux type of processes.")
            {
                Example = "\"container_t\"",
                Check = ValueChecks.Word,
                Synonyms = ["SecurityLabelType"],
            },
            new("security.label_level", ValueKind.String, SecurityOption("label=level:"), "SELinux level of processes.")
            {
                Example = "\"s0:c1,c2\"",
                Check = ValueChecks.Word,
                Synonyms = ["SecurityLabelLevel"],
            },
            new(
                "security.label_file_type",
                ValueKind.String,
                SecurityOption("label=filetype:"),
                "SELinux type of files."
            )
            {
                Example = "\"container_file_t\"",
                Check = ValueChecks.Word,
                Synonyms = ["SecurityLabelFileType"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> UserNamespace =>
        [
            new(
                "userns.mode",
                ValueKind.String,
                CreateFlag("userns").Into(static (c, s) => c.UserNamespace = s),
                "User namespace mode, in podman's words."
            )
            {
                Default = "podman's",
                Example = "\"keep-id\"",
                Check = ValueChecks.Word,
            },
            new(
                "userns.uid_map",
                StringList,
                CreateListFlag("uidmap").Into(static (c, s) => c.HasIdMaps |= s.Values.Count > 0),
                "Maps of uids, as CONTAINER:FROM[:COUNT]."
            )
            {
                Example = "[\"0:0:1000\"]",
                Check = ValueChecks.IdMap,
            },
            new(
                "userns.gid_map",
                StringList,
                CreateListFlag("gidmap").Into(static (c, s) => c.HasIdMaps |= s.Values.Count > 0),
                "Maps of gids, as CONTAINER:FROM[:COUNT]."
            )
            {
                Example = "[\"0:0:1000\"]",
                Check = ValueChecks.IdMap,
            },
            new(
                "userns.sub_uid_name",
                ValueKind.String,
                CreateFlag("subuidname").Into(static (c, s) => c.HasIdRanges = true),
                "Name of a range in subuid(5)."
            )
            {
                Example = "\"test\"",
                Check = ValueChecks.Word,
                Synonyms = ["SubUIDMap"],
            },
            new(
                "userns.sub_gid_name",
                ValueKind.String,
                CreateFlag("subgidname").Into(static (c, s) => c.HasIdRanges = true),
                "Name of a range in subgid(5)."
            )
            {
                Example = "\"test\"",
                Check = ValueChecks.Word,
                Synonyms = ["SubGIDMap"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Health =>
        [
            new(
                "health.command",
                StringList,
                Property(static (c, s) => c.HealthCommand = s),
                "Check run in the container; a single word is run by its shell."
            )
            {
                Example = "[\"curl\", \"-f\", \"http://localhost/\"]",
                Synonyms = ["HealthCmd", "healthcheck", "health_cmd"],
            },
            new("health.interval", Duration, CreateFlag("health-interval"), "Time between two checks.")
            {
                Default = "30s",
                Example = "\"10s\"",
            },
            new("health.timeout", Duration, CreateFlag("health-timeout"), "After this long a check has failed.")
            {
                Default = "30s",
                Example = "\"5s\"",
            },
            new(
                "health.start_period",
                Duration,
                CreateFlag("health-start-period"),
                "Failures that do not count at first."
            )
            {
                Default = "0s",
                Example = "\"1min\"",
            },
            new("health.retries", ValueKind.Integer, CreateFlag("health-retries"), "Failures that make it unhealthy.")
            {
                Default = "3",
                Example = "5",
                Minimum = 1,
            },
            new("health.on_failure", ValueKind.String, CreateFlag("health-on-failure"), "What to do when unhealthy.")
            {
                Default = "\"none\"",
                Example = "\"kill\"",
                Choices = ["none", "kill", "stop"],
                Check = ValueChecks.HealthAction,
            },
            new(
                "health.log_destination",
                ValueKind.String,
                CreateFlag("health-log-destination"),
                "Where results are kept."
            )
            {
                Default = "\"local\"",
                Example = "\"events_logger\"",
                Check = ValueChecks.NotEmpty,
            },
            new(
                "health.max_log_count",
                ValueKind.Integer,
                CreateFlag("health-max-log-count"),
                "Results kept; 0 for all."
            )
            {
                Default = "5",
                Example = "20",
            },
            new(
                "health.max_log_size",
                ValueKind.Integer,
                CreateFlag("health-max-log-size"),
                "Characters kept; 0 for all."
            )
            {
                Default = "500",
                Example = "1000",
            },
            new(
                "health.startup.command",
                StringList,
                Property(static (c, s) => c.StartupCommand = s),
                "Check that must pass before the regular one counts."
            )
            {
                Example = "[\"test\", \"-e\", \"/run/ready\"]",
                Synonyms = ["HealthStartupCmd"],
            },
            new("health.startup.interval", Duration, CreateFlag("health-startup-interval"), "Time between two checks.")
            {
                Default = "30s",
                Example = "\"2s\"",
            },
            new(
                "health.startup.timeout",
                Duration,
                CreateFlag("health-startup-timeout"),
                "After this long it has failed."
            )
            {
                Default = "30s",
                Example = "\"5s\"",
            },
            new(
                "health.startup.retries",
                ValueKind.Integer,
                CreateFlag("health-startup-retries"),
                "Only 0: podman would restart the container, which systemd does."
            )
            {
                Default = "0",
                Example = "0",
                Maximum = 0,
            },
            new(
                "health.startup.success",
                ValueKind.Integer,
                CreateFlag("health-startup-success"),
                "Successes in a row that end the startup."
            )
            {
                Default = "1",
                Example = "2",
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Log =>
        [
            new(
                "log.driver",
                ValueKind.String,
                Property(static (c, s) => c.LogDriver = s.Text),
                "Where the container's output goes."
            )
            {
                Default = "\"journald\"",
                Example = "\"k8s-file\"",
                Choices = ["journald", "k8s-file", "json-file", "passthrough", "none"],
            },
            new("log.options", StringMap, CreateFlag("log-opt"), "Options of the log driver.")
            {
                Example = "tag = \"web\"",
                CheckName = ValueChecks.MapName,
                Synonyms = ["LogOpt"],
            },
        ];
}
