// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Units;
using static RootfulContainers.Rootfulctl.Export.Quadlet.QuadletRules;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Quadlet.QuadletUnit>;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>
/// What the keys of a container are in a <c>.container</c> file. For a key that Quadlet of podman 5.4 does not know, the flag
/// stands in PodmanArgs=: all versions take it.
/// </summary>
internal static class QuadletContainerKeys
{
    public static readonly KeyRules<QuadletUnit> Rules = new(
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            // Where the file lies.
            ["user"] = Rule.ByProperty,
            ["description"] = Rule.ByProperty,
            ["documentation"] = Rule.ByProperty,
            ["autostart"] = Rule.ByProperty,
            ["image"] = Raw("Image"),
            ["rootfs"] = Path("Rootfs", QuadletText.Raw),
            ["command"] = Rule.ByProperty,
            ["entrypoint"] = Joined("Entrypoint", "entrypoint", PodmanText.JsonArray),
            ["workdir"] = Raw("WorkingDir"),
            ["hostname"] = Raw("HostName"),
            ["timezone"] = Raw("Timezone"),
            ["init"] = Raw("RunInit"),
            ["run_as"] = Rule.ByProperty,
            ["group"] = Rule.ByProperty,
            ["groups"] = Raw("GroupAdd"),
            ["env"] = Words("Environment"),
            ["env_files"] = EnvironmentFiles,
            ["env_host"] = Raw("EnvironmentHost"),
            ["labels"] = Words("Label"),
            ["annotations"] = Words("Annotation"),
            ["secrets"] = Words("Secret"),
            ["volumes"] = Path("Volume", QuadletText.Raw, Volume),
            ["mounts"] = new(
                static (file, setting) =>
                {
                    foreach (var text in setting.Texts)
                    {
                        file.Own.Add("Mount", QuadletText.Home(QuadletText.Word(Mount(file, text))));
                    }
                },
                null
            ),
            ["tmpfs"] = Raw("Tmpfs"),
            ["read_only"] = Raw("ReadOnly"),
            ["read_only_tmpfs"] = Raw("ReadOnlyTmpfs"),
            ["shm_size"] = Raw("ShmSize"),
            ["devices"] = Plain("AddDevice"),
            ["ulimits"] = Raw("Ulimit"),
            ["pids_limit"] = Raw("PidsLimit"),
            ["sysctl"] = Plain("Sysctl"),
            ["replace"] = AlwaysReplaced("container"),
            ["stop_signal"] = Raw("StopSignal"),
            ["stop_timeout"] = Raw("StopTimeout"),
            ["type"] = new(
                static (file, setting) =>
                {
                    if (setting.Text == "job")
                    {
                        file.Service.Add("Type", "oneshot");
                    }
                },
                null
            ),
            ["remain_after_exit"] = new(
                static (file, setting) => file.Service.Add("RemainAfterExit", setting.Text),
                null
            ),
            ["pod"] = Rule.ByProperty,
            ["start_with_pod"] = Raw("StartWithPod"),
            ["expose"] = Raw("ExposeHostPort"),
            ["notify"] = new(
                static (file, setting) =>
                {
                    if (setting.Text != "conmon")
                    {
                        file.Own.Add("Notify", setting.Text == "healthy" ? "healthy" : "true");
                    }
                },
                null
            ),
            ["reload_command"] = Rule.ByProperty,
            ["reload_signal"] = Rule.ByProperty,
            ["auto_update"] = Raw("AutoUpdate"),
            ["podman_args"] = Line("PodmanArgs"),
            ["global_args"] = Line("GlobalArgs"),
            ["containers_conf_modules"] = Module,
            ["networks"] = Rule.ByProperty,
            ["network"] = Rule.ByProperty,
            ["network_namespace"] = Rule.Lost("podman makes the network namespace of a container when it starts it"),
            ["network_of"] = Rule.ByProperty,
            ["publish"] = Rule.ByProperty,
            ["network_aliases"] = Raw("NetworkAlias"),
            ["add_hosts"] = Raw("AddHost"),
            ["address_key"] = Rule.Lost("podman gives out addresses that are free; fixed ones are carried"),
            ["dns.servers"] = Raw("DNS"),
            ["dns.search"] = Raw("DNSSearch"),
            ["dns.options"] = Raw("DNSOption"),
            ["pull.policy"] = Raw("Pull"),
            ["pull.authfile"] = new(
                static (file, setting) =>
                    file.Own.Add("PodmanArgs", QuadletText.Home(QuadletText.Word($"--authfile={setting.Text}"))),
                null
            ),
            ["security.cap_add"] = Plain("AddCapability"),
            ["security.cap_drop"] = Plain("DropCapability"),
            ["security.mask"] = Joined("Mask", "mask"),
            ["security.unmask"] = Joined("Unmask", "unmask"),
            ["security.no_new_privileges"] = Raw("NoNewPrivileges"),
            ["security.label_disable"] = Raw("SecurityLabelDisable"),
            ["security.label_nested"] = Raw("SecurityLabelNested"),
            ["security.label_type"] = Raw("SecurityLabelType"),
            ["security.label_level"] = Raw("SecurityLabelLevel"),
            ["security.label_file_type"] = Raw("SecurityLabelFileType"),
            ["security.seccomp"] = Path("SeccompProfile", QuadletText.Raw),
            ["userns.mode"] = Raw("UserNS"),
            ["userns.uid_map"] = Plain("UIDMap"),
            ["userns.gid_map"] = Plain("GIDMap"),
            ["userns.sub_uid_name"] = Raw("SubUIDMap"),
            ["userns.sub_gid_name"] = Raw("SubGIDMap"),
            ["health.command"] = Joined("HealthCmd", "health-cmd", PodmanText.HealthCommand),
            ["health.interval"] = Raw("HealthInterval"),
            ["health.timeout"] = Raw("HealthTimeout"),
            ["health.start_period"] = Raw("HealthStartPeriod"),
            ["health.retries"] = Raw("HealthRetries"),
            ["health.on_failure"] = Raw("HealthOnFailure"),
            ["health.log_destination"] = Raw("HealthLogDestination"),
            ["health.max_log_count"] = Raw("HealthMaxLogCount"),
            ["health.max_log_size"] = Raw("HealthMaxLogSize"),
            ["health.startup.command"] = Joined("HealthStartupCmd", "health-startup-cmd", PodmanText.HealthCommand),
            ["health.startup.interval"] = Raw("HealthStartupInterval"),
            ["health.startup.timeout"] = Raw("HealthStartupTimeout"),
            ["health.startup.retries"] = Raw("HealthStartupRetries"),
            ["health.startup.success"] = Raw("HealthStartupSuccess"),
            ["log.driver"] = Raw("LogDriver"),
            ["log.options"] = Words("LogOpt"),
            ["depends.mounts_for"] = Rule.ByProperty,
            ["depends.default"] = new(
                static (file, setting) => file.Quadlet.Add("DefaultDependencies", setting.Text),
                null
            ),
            ["service.timeout_stop"] = new(
                static (file, setting) => file.Service.Add("TimeoutStopSec", setting.Text),
                null
            ),
            ["service.success_exit_status"] = new(
                static (file, setting) => file.Service.AddWords("SuccessExitStatus", setting.Texts),
                null
            ),
        },
        static key =>
            // A timer is a file of its own.
            key.Target.Place
                is TargetPlace.ContainerDependency
                    or TargetPlace.ContainerTimer
                ? Rule.ByProperty
                : Others(key)
    );

    /// <summary>The keys of one [[network]]: carried in the value of Network=, or why not.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Attachment = new Dictionary<string, string?>(
        StringComparer.Ordinal
    )
    {
        ["name"] = null,
        ["ipv4"] = null,
        ["ipv6"] = null,
        ["mac"] = null,
        ["interface"] = null,
        ["aliases"] = null,
        ["options"] = null,
        ["default_route"] = "rootless podman routes by the first network that has a way out",
        ["metric"] = "rootless podman routes by the first network that has a way out",
        ["anti_spoof"] = "only root can keep a container from sending with addresses of others",
    };
}
