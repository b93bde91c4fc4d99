// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Configuration.KeyTargets;
using static RootfulContainers.Configuration.ValueKind;

namespace RootfulContainers.Configuration;

/// <summary>
/// <c>[resources]</c>: systemd.resource-control(5) in snake_case, on the unit that holds the container's processes.
/// </summary>
internal static class ResourceKeys
{
    public static IReadOnlyList<ConfigurationKey> Rows =>
        [
            Row("cpu_accounting", "CPUAccounting", "true"),
            Row("cpu_weight", "CPUWeight", "200"),
            Row("startup_cpu_weight", "StartupCPUWeight", "50"),
            Row("cpu_quota", "CPUQuota", "\"150%\""),
            Row("cpu_quota_period_sec", "CPUQuotaPeriodSec", "\"50ms\""),
            Row("allowed_cpus", "AllowedCPUs", "\"0-3\""),
            Row("startup_allowed_cpus", "StartupAllowedCPUs", "\"0-1\""),
            Row("allowed_memory_nodes", "AllowedMemoryNodes", "\"0\""),
            Row("startup_allowed_memory_nodes", "StartupAllowedMemoryNodes", "\"0\""),
            Row("memory_accounting", "MemoryAccounting", "true"),
            Row("memory_min", "MemoryMin", "\"64M\"", ValueChecks.MemoryLimit),
            Row("memory_low", "MemoryLow", "\"128M\"", ValueChecks.MemoryLimit),
            Row("default_memory_min", "DefaultMemoryMin", "\"16M\"", ValueChecks.MemoryLimit),
            Row("default_memory_low", "DefaultMemoryLow", "\"32M\"", ValueChecks.MemoryLimit),
            Row("startup_memory_low", "StartupMemoryLow", "\"128M\"", ValueChecks.MemoryLimit),
            Row("memory_high", "MemoryHigh", "\"400M\"", ValueChecks.MemoryLimit),
            Row("startup_memory_high", "StartupMemoryHigh", "\"600M\"", ValueChecks.MemoryLimit),
            Row("memory_max", "MemoryMax", "\"512M\"", ValueChecks.MemoryLimit),
            Row("startup_memory_max", "StartupMemoryMax", "\"1G\"", ValueChecks.MemoryLimit),
            Row("memory_swap_max", "MemorySwapMax", "\"0\"", ValueChecks.MemoryLimit),
            Row("startup_memory_swap_max", "StartupMemorySwapMax", "\"0\"", ValueChecks.MemoryLimit),
            Row("memory_zswap_max", "MemoryZSwapMax", "\"64M\"", ValueChecks.MemoryLimit),
            Row("startup_memory_zswap_max", "StartupMemoryZSwapMax", "\"64M\"", ValueChecks.MemoryLimit),
            Row("memory_zswap_writeback", "MemoryZSwapWriteback", "false"),
            Row("memory_pressure_watch", "MemoryPressureWatch", "\"off\""),
            Row("memory_pressure_threshold_sec", "MemoryPressureThresholdSec", "\"100ms\""),
            Row("tasks_accounting", "TasksAccounting", "true"),
            Row("tasks_max", "TasksMax", "256"),
            Row("io_accounting", "IOAccounting", "true"),
            Row("io_weight", "IOWeight", "200"),
            Row("startup_io_weight", "StartupIOWeight", "50"),
            Row("io_device_weight", "IODeviceWeight", "[\"/dev/vda 500\"]"),
            Row("io_device_latency_target_sec", "IODeviceLatencyTargetSec", "[\"/dev/vda 25ms\"]"),
            Row("io_read_bandwidth_max", "IOReadBandwidthMax", "[\"/dev/vda 10M\"]"),
            Row("io_write_bandwidth_max", "IOWriteBandwidthMax", "[\"/dev/vda 10M\"]"),
            Row("io_read_iops_max", "IOReadIOPSMax", "[\"/dev/vda 1K\"]"),
            Row("io_write_iops_max", "IOWriteIOPSMax", "[\"/dev/vda 1K\"]"),
            Row("ip_accounting", "IPAccounting", "true"),
            Row("ip_address_allow", "IPAddressAllow", "[\"10.0.0.0/8\"]"),
            Row("ip_address_deny", "IPAddressDeny", "[\"any\"]"),
            Row("ip_ingress_filter_path", "IPIngressFilterPath", "\"/sys/fs/bpf/in\""),
            Row("ip_egress_filter_path", "IPEgressFilterPath", "\"/sys/fs/bpf/out\""),
            Row("bpf_program", "BPFProgram", "\"egress:/sys/fs/bpf/out\""),
            Row("socket_bind_allow", "SocketBindAllow", "[\"tcp:8080\"]"),
            Row("socket_bind_deny", "SocketBindDeny", "\"any\""),
            Row("restrict_network_interfaces", "RestrictNetworkInterfaces", "\"eth0\""),
            Row("nft_set", "NFTSet", "\"cgroup:inet:filter:web\""),
            Row("device_allow", "DeviceAllow", "[\"/dev/fuse rw\"]"),
            Row("device_policy", "DevicePolicy", "\"closed\""),
            Row("disable_controllers", "DisableControllers", "\"io\""),
            Row("managed_oom_swap", "ManagedOOMSwap", "\"kill\""),
            Row("managed_oom_memory_pressure", "ManagedOOMMemoryPressure", "\"kill\""),
            Row("managed_oom_memory_pressure_limit", "ManagedOOMMemoryPressureLimit", "\"60%\""),
            Row("managed_oom_memory_pressure_duration_sec", "ManagedOOMMemoryPressureDurationSec", "\"20s\""),
            Row("managed_oom_preference", "ManagedOOMPreference", "\"avoid\""),
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
            InitService(directive),
            $"{directive}= of systemd.resource-control(5), for the container's processes."
        )
        {
            Example = example,
            Check = text => ValueChecks.OnlyPercentages(text) ?? check?.Invoke(text),
            Synonyms = [directive],
        };
}
