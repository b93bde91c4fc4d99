// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Keys.ResourceChecks;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// <c>[resources]</c>: systemd.resource-control(5) in snake_case, on the unit that holds the container's processes.
/// </summary>
internal static class ResourceKeys
{
    public static IReadOnlyList<ConfigurationKey> Rows =>
        [
            Row("cpu_accounting", "CPUAccounting", "true", ResourceChecks.Boolean),
            Row("cpu_weight", "CPUWeight", "200", CpuWeight),
            Row("startup_cpu_weight", "StartupCPUWeight", "50", CpuWeight),
            Row("cpu_quota", "CPUQuota", "\"150%\"", CpuQuota),
            Row("cpu_quota_period_sec", "CPUQuotaPeriodSec", "\"50ms\"", ResourceChecks.Duration),
            Row("allowed_cpus", "AllowedCPUs", "\"0-3\"", NumberSet),
            Row("startup_allowed_cpus", "StartupAllowedCPUs", "\"0-1\"", NumberSet),
            Row("allowed_memory_nodes", "AllowedMemoryNodes", "\"0\"", NumberSet),
            Row("startup_allowed_memory_nodes", "StartupAllowedMemoryNodes", "\"0\"", NumberSet),
            Row("memory_accounting", "MemoryAccounting", "true", ResourceChecks.Boolean),
            Row("memory_min", "MemoryMin", "\"64M\"", Memory),
            Row("memory_low", "MemoryLow", "\"128M\"", Memory),
            Row("default_memory_min", "DefaultMemoryMin", "\"16M\"", Memory),
            Row("default_memory_low", "DefaultMemoryLow", "\"32M\"", Memory),
            Row("startup_memory_low", "StartupMemoryLow", "\"128M\"", Memory),
            Row("memory_high", "MemoryHigh", "\"400M\"", MemoryLimit),
            Row("startup_memory_high", "StartupMemoryHigh", "\"600M\"", MemoryLimit),
            Row("memory_max", "MemoryMax", "\"512M\"", MemoryLimit),
            Row("startup_memory_max", "StartupMemoryMax", "\"1G\"", MemoryLimit),
            Row("memory_swap_max", "MemorySwapMax", "\"0\"", Memory),
            Row("startup_memory_swap_max", "StartupMemorySwapMax", "\"0\"", Memory),
            Row("memory_zswap_max", "MemoryZSwapMax", "\"64M\"", Memory),
            Row("startup_memory_zswap_max", "StartupMemoryZSwapMax", "\"64M\"", Memory),
            Row("memory_zswap_writeback", "MemoryZSwapWriteback", "false", ResourceChecks.Boolean),
            Row("memory_pressure_watch", "MemoryPressureWatch", "\"off\"", OneOf("auto", "on", "off", "skip")),
            Row("memory_pressure_threshold_sec", "MemoryPressureThresholdSec", "\"100ms\"", ResourceChecks.Duration),
            Row("tasks_accounting", "TasksAccounting", "true", ResourceChecks.Boolean),
            Row("tasks_max", "TasksMax", "256", Tasks),
            Row("io_accounting", "IOAccounting", "true", ResourceChecks.Boolean),
            Row("io_weight", "IOWeight", "200", Weight),
            Row("startup_io_weight", "StartupIOWeight", "50", Weight),
            Row("io_device_weight", "IODeviceWeight", "[\"/dev/vda 500\"]", DeviceWeight),
            Row("io_device_latency_target_sec", "IODeviceLatencyTargetSec", "[\"/dev/vda 25ms\"]", DeviceLatency),
            Row("io_read_bandwidth_max", "IOReadBandwidthMax", "[\"/dev/vda 10M\"]", DeviceRate),
            Row("io_write_bandwidth_max", "IOWriteBandwidthMax", "[\"/dev/vda 10M\"]", DeviceRate),
            Row("io_read_iops_max", "IOReadIOPSMax", "[\"/dev/vda 1K\"]", DeviceRate),
            Row("io_write_iops_max", "IOWriteIOPSMax", "[\"/dev/vda 1K\"]", DeviceRate),
            Row("ip_accounting", "IPAccounting", "true", ResourceChecks.Boolean),
            Row("ip_address_allow", "IPAddressAllow", "[\"10.0.0.0/8\"]", Addresses),
            Row("ip_address_deny", "IPAddressDeny", "[\"any\"]", Addresses),
            Row("ip_ingress_filter_path", "IPIngressFilterPath", "\"/sys/fs/bpf/in\""),
            Row("ip_egress_filter_path", "IPEgressFilterPath", "\"/sys/fs/bpf/out\""),
            Row("bpf_program", "BPFProgram", "\"egress:/sys/fs/bpf/out\""),
            Row("socket_bind_allow", "SocketBindAllow", "[\"tcp:8080\"]"),
            Row("socket_bind_deny", "SocketBindDeny", "\"any\""),
            Row("restrict_network_interfaces", "RestrictNetworkInterfaces", "\"eth0\""),
            Row("nft_set", "NFTSet", "\"cgroup:inet:filter:web\""),
            Row("device_allow", "DeviceAllow", "[\"/dev/fuse rw\"]", DeviceAccess),
            Row("device_policy", "DevicePolicy", "\"closed\"", OneOf("auto", "closed", "strict")),
            Row("disable_controllers", "DisableControllers", "\"io\""),
            Row("managed_oom_swap", "ManagedOOMSwap", "\"kill\"", OneOf("auto", "kill")),
            Row("managed_oom_memory_pressure", "ManagedOOMMemoryPressure", "\"kill\"", OneOf("auto", "kill")),
            Row("managed_oom_memory_pressure_limit", "ManagedOOMMemoryPressureLimit", "\"60%\"", Percentage),
            Row(
                "managed_oom_memory_pressure_duration_sec",
                "ManagedOOMMemoryPressureDurationSec",
                "\"20s\"",
                ResourceChecks.Duration
            ),
            Row("managed_oom_preference", "ManagedOOMPreference", "\"avoid\"", OneOf("none", "avoid", "omit")),
        ];

    private static ConfigurationKey Row(
        string key,
        string directive,
        string example,
        Func<string, string?>? check = null
    ) =>
        new(
            $"resources.{key}",
            UnitSetting,
            ProcessesService(directive),
            $"{directive}= of systemd.resource-control(5), for the container's processes."
        )
        {
            Example = example,
            Check = text => ValueChecks.OnlyPercentages(text) ?? check?.Invoke(text),
            Synonyms = [directive],
            Controller = Controller(key),
        };

    private static string? Controller(string key)
    {
        var name = key.Replace("startup_", "", StringComparison.Ordinal)
            .Replace("default_", "", StringComparison.Ordinal);
        return
            name.EndsWith("_accounting", StringComparison.Ordinal)
            || name.StartsWith("memory_pressure_", StringComparison.Ordinal)
            ? null
            : name[..name.IndexOf('_', StringComparison.Ordinal)] switch
            {
                "allowed" => "cpuset",
                "tasks" => "pids",
                "cpu" or "memory" or "io" => name[..name.IndexOf('_', StringComparison.Ordinal)],
                _ => null,
            };
    }
}
