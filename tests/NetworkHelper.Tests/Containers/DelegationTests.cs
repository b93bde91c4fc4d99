// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

public class DelegationTests
{
    [Fact]
    public void LimitsOfControllersThatAreNotDelegatedAreNamed()
    {
        var notes = Delegation.Find(
            [("io", "io_weight"), ("memory", "memory_max"), ("cpuset", "allowed_cpus"), ("io", "io_read_iops_max")],
            1000,
            ["cpu", "memory", "pids"]
        );
        Assert.Equal(
            [
                "without effect: io_weight, io_read_iops_max: controller io is not delegated to user@1000.service; "
                    + "see [resources] in rootful-containers.toml(5)",
                "without effect: allowed_cpus: controller cpuset is not delegated to user@1000.service; "
                    + "see [resources] in rootful-containers.toml(5)",
            ],
            notes
        );
    }

    [Fact]
    public void NothingIsSaidOfLimitsThatHold() =>
        Assert.Empty(Delegation.Find([("memory", "memory_max")], 1000, ["memory"]));
}
