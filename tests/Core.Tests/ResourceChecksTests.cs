// SPDX-License-Identifier: BSD-2-Clause
using Xunit;

namespace RootfulContainers.Tests;

/// <summary>What systemd takes must never be refused; the errors are in the snapshots.</summary>
public class ResourceChecksTests
{
    [Theory]
    [InlineData("cpu_accounting", "true")]
    [InlineData("cpu_accounting", "Off")]
    [InlineData("cpu_weight", "idle")]
    [InlineData("cpu_weight", "1")]
    [InlineData("cpu_weight", "10000")]
    [InlineData("cpu_quota", "0.5%")]
    [InlineData("cpu_quota", "12.25%")]
    [InlineData("cpu_quota", "1600%")]
    [InlineData("cpu_quota_period_sec", "infinity")]
    [InlineData("cpu_quota_period_sec", "1s 500ms")]
    [InlineData("allowed_cpus", "0")]
    [InlineData("allowed_cpus", "0-3,8 10-11")]
    [InlineData("memory_max", "infinity")]
    [InlineData("memory_max", "1.5G")]
    [InlineData("memory_max", "4096B")]
    [InlineData("memory_max", "536870912")]
    [InlineData("memory_high", "33.33%")]
    [InlineData("memory_high", "100%")]
    [InlineData("memory_pressure_watch", "skip")]
    [InlineData("tasks_max", "infinity")]
    [InlineData("tasks_max", "40%")]
    [InlineData("io_device_weight", "/srv/media 10000")]
    [InlineData("io_device_latency_target_sec", "/dev/disk/by-label/data 2.5ms")]
    [InlineData("io_read_bandwidth_max", "/dev/vda infinity")]
    [InlineData("io_write_iops_max", "/dev/vda 1.5K")]
    [InlineData("ip_address_allow", "any")]
    [InlineData("ip_address_allow", "localhost link-local 10.0.0.1 fd00::/8")]
    [InlineData("device_allow", "/dev/fuse")]
    [InlineData("device_allow", "char-pts rwm")]
    [InlineData("device_allow", "block-loop r")]
    public void A_value_of_systemd_is_taken(string key, string value)
    {
        var check = ResourceKeys.Rows.Single(k => k.Path == $"resources.{key}").Check!;

        Assert.Null(check(value));
    }
}
