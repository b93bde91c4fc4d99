// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using static RootfulContainers.Rootfulctl.Import.Foreign.Shape;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>Every key of Quadlet's sections, and every flag of podman's that has a key here.</summary>
internal static class ForeignKeys
{
    private static readonly ForeignKey[] Shared =
    [
        new("ContainersConfModule", Each, "containers_conf_modules") { Flags = "--module" },
        new("GlobalArgs", Words, "global_args"),
        new("Label", Words, "labels"),
        new("PodmanArgs", Words, "podman_args"),
        new("ServiceName", Last, null)
        {
            Take = static (d, _) => d.Draft.Imply("the unit is named after the definition"),
        },
        new("AddHost", Each, "add_hosts") { Flags = "--add-host", Take = ContainerValues.AddHost },
        new("DNS", Each, "dns.servers") { Flags = "--dns" },
        new("DNSOption", Each, "dns.options") { Flags = "--dns-option --dns-opt" },
        new("DNSSearch", Each, "dns.search") { Flags = "--dns-search" },
        new("GIDMap", Words, "userns.gid_map") { Flags = "--gidmap" },
        new("HostName", Last, "hostname") { Flags = "--hostname -h" },
        new("IP", Last, null) { Flags = "--ip", Take = static (d, v) => d.Networks.Ipv4(v) },
        new("IP6", Last, null) { Flags = "--ip6", Take = static (d, v) => d.Networks.Ipv6(v) },
        new("Network", Each, null) { Flags = "--network --net", Take = static (d, v) => d.Networks.Add(v) },
        new("NetworkAlias", Each, "network_aliases") { Flags = "--network-alias --net-alias" },
        new("PublishPort", Each, "publish") { Flags = "--publish -p", Take = HostValues.Publish },
        new("RemapUsers", Last, null) { Take = ContainerValues.RemapUsers },
        new("RemapUid", Each, "userns.uid_map"),
        new("RemapGid", Each, "userns.gid_map"),
        new("RemapUidSize", Last, null) { Take = static (d, _) => d.Draft.Lose("write userns.mode = \"auto:size=N\"") },
        new("ShmSize", Last, "shm_size") { Flags = "--shm-size", Take = HostValues.SharedMemory },
        new("StopTimeout", Last, "stop_timeout") { Flags = "--stop-timeout" },
        new("SubGIDMap", Last, "userns.sub_gid_name") { Flags = "--subgidname" },
        new("SubUIDMap", Last, "userns.sub_uid_name") { Flags = "--subuidname" },
        new("UIDMap", Words, "userns.uid_map") { Flags = "--uidmap" },
        new("UserNS", Last, "userns.mode") { Flags = "--userns", Take = ContainerValues.UserNamespace },
        new("Volume", Each, "volumes") { Flags = "--volume -v", Take = ContainerValues.Volume },
    ];

    private static readonly ForeignKey[] Container =
    [
        new("AddCapability", Words, "security.cap_add")
        {
            Flags = "--cap-add",
            Take = ContainerValues.List("security.cap_add"),
        },
        new("AddDevice", Words, "devices") { Flags = "--device" },
        new("Annotation", Words, "annotations") { Flags = "--annotation" },
        new("AppArmor", Last, "security.apparmor"),
        new("AutoUpdate", Last, "auto_update") { Take = ContainerValues.AutoUpdate },
        new("CgroupsMode", Last, null) { Flags = "--cgroups", Take = static (d, v) => ContainerValues.Cgroups(d, v) },
        new("ContainerName", Last, null) { Flags = "--name", Take = ContainerValues.Name },
        new("DropCapability", Words, "security.cap_drop")
        {
            Flags = "--cap-drop",
            Take = ContainerValues.List("security.cap_drop"),
        },
        new("Entrypoint", Last, null) { Flags = "--entrypoint", Take = ContainerValues.Entrypoint },
        new("Environment", Words, "env") { Flags = "--env -e", Take = ContainerValues.Environment },
        new("EnvironmentFile", Words, "env_files") { Flags = "--env-file", Take = ContainerValues.Path("env_files") },
        new("EnvironmentHost", Truth, "env_host") { Flags = "--env-host" },
        new("Exec", Command, "command"),
        new("ExposeHostPort", Each, "expose") { Flags = "--expose" },
        new("Group", Last, null) { Take = ContainerValues.Group },
        new("GroupAdd", Each, "groups") { Flags = "--group-add", Take = ContainerValues.List("groups") },
        new("HealthCmd", Last, null)
        {
            Flags = "--health-cmd --healthcheck-command",
            Take = static (d, v) => ContainerValues.HealthCommand(d, "health.command", v),
        },
        new("HealthInterval", Last, "health.interval")
        {
            Flags = "--health-interval --healthcheck-interval",
            Take = ContainerValues.Time("health.interval"),
        },
        new("HealthLogDestination", Last, "health.log_destination") { Flags = "--health-log-destination" },
        new("HealthMaxLogCount", Last, "health.max_log_count") { Flags = "--health-max-log-count" },
        new("HealthMaxLogSize", Last, "health.max_log_size") { Flags = "--health-max-log-size" },
        new("HealthOnFailure", Last, "health.on_failure")
        {
            Flags = "--health-on-failure",
            Take = ContainerValues.HealthAction,
        },
        new("HealthRetries", Last, "health.retries") { Flags = "--health-retries --healthcheck-retries" },
        new("HealthStartPeriod", Last, "health.start_period")
        {
            Flags = "--health-start-period --healthcheck-start-period",
            Take = ContainerValues.Time("health.start_period"),
        },
        new("HealthStartupCmd", Last, null)
        {
            Flags = "--health-startup-cmd",
            Take = static (d, v) => ContainerValues.HealthCommand(d, "health.startup.command", v),
        },
        new("HealthStartupInterval", Last, "health.startup.interval")
        {
            Flags = "--health-startup-interval",
            Take = ContainerValues.Time("health.startup.interval"),
        },
        new("HealthStartupRetries", Last, "health.startup.retries")
        {
            Flags = "--health-startup-retries",
            Take = ContainerValues.StartupRetries,
        },
        new("HealthStartupSuccess", Last, "health.startup.success") { Flags = "--health-startup-success" },
        new("HealthStartupTimeout", Last, "health.startup.timeout")
        {
            Flags = "--health-startup-timeout",
            Take = ContainerValues.Time("health.startup.timeout"),
        },
        new("HealthTimeout", Last, "health.timeout")
        {
            Flags = "--health-timeout --healthcheck-timeout",
            Take = ContainerValues.Time("health.timeout"),
        },
        new("HttpProxy", Truth, "http_proxy") { Flags = "--http-proxy" },
        new("Image", Last, "image") { Take = ContainerValues.Image },
        new("ImageVolume", Last, "image_volume") { Flags = "--image-volume" },
        new("Label", Words, "labels") { Flags = "--label -l", Take = ContainerValues.Label },
        new("LogDriver", Last, "log.driver") { Flags = "--log-driver" },
        new("LogOpt", Words, "log.options") { Flags = "--log-opt" },
        new("Mask", Each, "security.mask") { Take = ContainerValues.Paths("security.mask") },
        new("Memory", Last, "memory") { Flags = "--memory -m" },
        new("Mount", Words, "mounts") { Flags = "--mount", Take = ContainerValues.Mount },
        new("NoNewPrivileges", Truth, "security.no_new_privileges"),
        new("Notify", Last, "notify") { Flags = "--sdnotify", Take = ContainerValues.Notify },
        new("PidsLimit", Last, "pids_limit") { Flags = "--pids-limit" },
        new("Pod", Last, "pod") { Flags = "--pod", Take = ContainerValues.Pod },
        new("Pull", Last, "pull.policy") { Flags = "--pull", Take = ContainerValues.Pull },
        new("ReadOnly", Truth, "read_only") { Flags = "--read-only" },
        new("ReadOnlyTmpfs", Truth, "read_only_tmpfs") { Flags = "--read-only-tmpfs" },
        new("ReloadCmd", Command, "reload_command"),
        new("ReloadSignal", Last, "reload_signal"),
        new("Retry", Last, "pull.retry") { Flags = "--retry" },
        new("RetryDelay", Last, "pull.retry_delay") { Flags = "--retry-delay" },
        new("Rootfs", Last, "rootfs") { Take = ContainerValues.Path("rootfs") },
        new("RunInit", Truth, "init") { Flags = "--init" },
        new("SeccompProfile", Last, "security.seccomp") { Take = ContainerValues.Path("security.seccomp") },
        new("Secret", Words, "secrets") { Flags = "--secret" },
        new("SecurityLabelDisable", Truth, "security.label_disable"),
        new("SecurityLabelFileType", Last, "security.label_file_type"),
        new("SecurityLabelLevel", Last, "security.label_level"),
        new("SecurityLabelNested", Truth, "security.label_nested"),
        new("SecurityLabelType", Last, "security.label_type"),
        new("StartWithPod", Truth, null) { Take = ContainerValues.StartWithPod },
        new("StopSignal", Last, "stop_signal") { Flags = "--stop-signal" },
        new("Sysctl", Words, "sysctl") { Flags = "--sysctl" },
        new("Timezone", Last, "timezone") { Flags = "--tz" },
        new("Tmpfs", Each, "tmpfs") { Flags = "--tmpfs" },
        new("Ulimit", Each, "ulimits") { Flags = "--ulimit", Take = HostValues.Limit },
        new("Unmask", Each, "security.unmask") { Take = ContainerValues.Paths("security.unmask") },
        new("User", Last, null) { Flags = "--user -u", Take = ContainerValues.User },
        new("VolatileTmp", Truth, null) { Take = ContainerValues.VolatileTmp },
        new("WorkingDir", Last, "workdir") { Flags = "--workdir -w" },
        new("-authfile", Last, "pull.authfile") { Flags = "--authfile", Take = ContainerValues.Path("pull.authfile") },
        new("-platform", Last, "pull.platform") { Flags = "--platform" },
        new("-tls-verify", Truth, "pull.tls_verify") { Flags = "--tls-verify" },
        new("-replace", Truth, "replace") { Flags = "--replace" },
        new("-restart", Last, "service.restart") { Flags = "--restart", Take = ContainerValues.Restart },
        new("-mac-address", Last, null) { Flags = "--mac-address", Take = static (d, v) => d.Networks.Mac(v) },
        new("-security-opt", Each, null) { Flags = "--security-opt", Take = ContainerValues.SecurityOption },
        new("-requires", Each, null) { Flags = "--requires", Take = ContainerValues.Requires },
    ];

    private static readonly ForeignKey[] Pod =
    [
        new("ExitPolicy", Last, "exit_policy"),
        new("GIDMap", Words, null) { Take = ContainerValues.NoUserNamespace },
        new("RemapGid", Each, null) { Take = ContainerValues.NoUserNamespace },
        new("RemapUid", Each, null) { Take = ContainerValues.NoUserNamespace },
        new("RemapUsers", Last, null) { Take = ContainerValues.NoUserNamespace },
        new("SubGIDMap", Last, null) { Take = ContainerValues.NoUserNamespace },
        new("SubUIDMap", Last, null) { Take = ContainerValues.NoUserNamespace },
        new("UIDMap", Words, null) { Take = ContainerValues.NoUserNamespace },
        new("UserNS", Last, null) { Take = ContainerValues.NoUserNamespace },
        new("PodName", Last, null) { Take = ContainerValues.Name },
        new("PodmanArgs", Words, "podman_args"),
    ];

    private static readonly ForeignKey[] Network =
    [
        new("DNS", Each, "dns_servers"),
        new("DisableDNS", Truth, null) { Take = NetworkValues.DisableNames },
        new("Driver", Last, "driver"),
        new("Gateway", Each, null) { Take = static (d, v) => d.Subnets.Gateway(v) },
        new("IPAMDriver", Last, "ipam_driver"),
        new("IPRange", Each, null) { Take = static (d, v) => d.Subnets.Range(v) },
        new("IPv6", Truth, "ipv6"),
        new("InterfaceName", Last, "interface_name"),
        new("Internal", Truth, "internal"),
        new("NetworkDeleteOnStop", Truth, "delete_on_stop"),
        new("NetworkName", Last, null) { Take = ContainerValues.Name },
        new("Options", Words, null) { Take = NetworkValues.Option },
        new("Subnet", Each, null) { Take = static (d, v) => d.Subnets.Subnet(v) },
    ];

    private static readonly ForeignKey[] Volume =
    [
        new("Copy", Truth, "copy"),
        new("Device", Last, "device") { Take = ContainerValues.Device },
        new("Driver", Last, "driver"),
        new("GID", Last, "gid"),
        new("Group", Last, "gid"),
        new("Image", Last, "image"),
        new("Options", Last, null) { Take = ContainerValues.MountOptions },
        new("Type", Last, "type") { Take = HostValues.VolumeType },
        new("UID", Last, "uid"),
        new("User", Last, "uid"),
        new("VolumeName", Last, null) { Take = ContainerValues.Name },
    ];

    private static readonly ForeignKey[] Image =
    [
        new("AllTags", Truth, "all_tags"),
        new("Arch", Last, "arch"),
        new("AuthFile", Last, "authfile") { Take = ContainerValues.Path("authfile") },
        new("CertDir", Last, "cert_dir") { Take = ContainerValues.Path("cert_dir") },
        new("Creds", Last, null) { Take = static (d, _) => d.Draft.Lose(Passwords.Reason) },
        new("DecryptionKey", Last, "decryption_key") { Take = ContainerValues.DecryptionKey },
        new("Image", Last, "image"),
        new("ImageTag", Last, "tag"),
        new("OS", Last, "os"),
        new("Policy", Last, "policy"),
        new("Retry", Last, "retry"),
        new("RetryDelay", Last, "retry_delay"),
        new("TLSVerify", Truth, "tls_verify"),
        new("Variant", Last, "variant"),
    ];

    private static readonly ForeignKey[] Build =
    [
        new("Annotation", Words, "annotations"),
        new("Arch", Last, "arch"),
        new("AuthFile", Last, "authfile") { Take = ContainerValues.Path("authfile") },
        new("BuildArg", Words, "args"),
        new("DNS", Each, "dns"),
        new("DNSOption", Each, "dns_options"),
        new("DNSSearch", Each, "dns_search"),
        new("Environment", Words, "env"),
        new("File", Last, null) { Take = BuildValues.File },
        new("ForceRM", Truth, "force_rm"),
        new("GroupAdd", Each, "groups"),
        new("IgnoreFile", Last, "ignore_file") { Take = ContainerValues.Path("ignore_file") },
        new("ImageTag", Each, "tag") { Take = BuildValues.Tag },
        new("Network", Each, null) { Take = BuildValues.Network },
        new("Pull", Last, "pull"),
        new("Retry", Last, "retry"),
        new("RetryDelay", Last, "retry_delay"),
        new("Secret", Words, "secrets"),
        new("SetWorkingDirectory", Last, null) { Take = BuildValues.Context },
        new("Target", Last, "target"),
        new("TLSVerify", Truth, "tls_verify"),
        new("Variant", Last, "variant"),
        new("Volume", Each, "volumes") { Take = ContainerValues.Volume },
    ];

    private static readonly Dictionary<string, ForeignKey> ByFlag = Shared
        .Concat(Container)
        .SelectMany(k => k.Flags.Split(' ', StringSplitOptions.RemoveEmptyEntries), (key, flag) => (key, flag))
        .ToDictionary(f => f.flag, f => f.key, StringComparer.Ordinal);

    /// <summary>The row of a key in the section of a kind: [Container], [Pod] and so on.</summary>
    public static ForeignKey? Find(DraftKind kind, string key) =>
        Of(kind).FirstOrDefault(k => k.Name == key) ?? Shared.FirstOrDefault(k => k.Name == key && MayHave(kind, k));

    /// <summary>The row of a flag of <c>podman create</c>.</summary>
    public static ForeignKey? OfFlag(string flag) => ByFlag.GetValueOrDefault(flag);

    private static ForeignKey[] Of(DraftKind kind) =>
        kind switch
        {
            DraftKind.Container => Container,
            DraftKind.Pod => Pod,
            DraftKind.Network => Network,
            DraftKind.Volume => Volume,
            DraftKind.Image => Image,
            _ => Build,
        };

    private static bool MayHave(DraftKind kind, ForeignKey key) =>
        kind is DraftKind.Container or DraftKind.Pod
        || key.Name is "ContainersConfModule" or "GlobalArgs" or "Label" or "PodmanArgs" or "ServiceName";
}
