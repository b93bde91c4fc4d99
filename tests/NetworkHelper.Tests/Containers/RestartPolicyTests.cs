// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

/// <summary>The table of systemd.service(5), a row for each way to end.</summary>
public class RestartPolicyTests
{
    private static readonly string[] Policies =
    [
        "no",
        "always",
        "on-success",
        "on-failure",
        "on-abnormal",
        "on-abort",
        "on-watchdog",
    ];

    [Theory]
    [InlineData("success", "0", "always on-success")]
    [InlineData("success", "TERM", "always on-success")]
    [InlineData("exit-code", "3", "always on-failure")]
    [InlineData("signal", "KILL", "always on-failure on-abnormal on-abort")]
    [InlineData("core-dump", "SEGV", "always on-failure on-abnormal on-abort")]
    [InlineData("timeout", "TERM", "always on-failure on-abnormal")]
    [InlineData("watchdog", "ABRT", "always on-failure on-abnormal on-watchdog")]
    [InlineData("exec-condition", "1", "")]
    public void A_service_is_restarted_by(string result, string status, string expected) =>
        Assert.Equal(expected, string.Join(' ', Policies.Where(p => Policy(p).Restarts(result, status))));

    [Fact]
    public void Statuses_that_prevent_come_before_those_that_force()
    {
        Assert.True(Policy("no", forced: [3]).Restarts("exit-code", "3"));
        Assert.False(Policy("always", prevented: [3], forced: [3]).Restarts("exit-code", "3"));
        Assert.True(Policy("always", prevented: [3]).Restarts("exit-code", "4"));
    }

    [Fact]
    public void A_signal_that_may_be_in_a_list_does_not_count_as_a_restart() =>
        Assert.False(Policy("always", namesSignals: true).Restarts("signal", "KILL"));

    private static RestartPolicy Policy(
        string restart,
        int[]? prevented = null,
        int[]? forced = null,
        bool namesSignals = false
    ) => new(restart, prevented ?? [], forced ?? [], namesSignals);
}
