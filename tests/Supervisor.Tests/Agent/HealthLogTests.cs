// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Supervisor.Agent;
using Xunit;

namespace RootfulContainers.Tests.Agent;

public class HealthLogTests
{
    [Theory]
    [InlineData(
        """{"Status":"starting","FailingStreak":1,"Log":[{"Start":"","ExitCode":1,"Output":""}]}""",
        "its health check failed"
    )]
    [InlineData(
        """{"Status":"unhealthy","FailingStreak":3,"Log":[{"Start":"","ExitCode":0,"Output":""},{"Start":"","ExitCode":7,"Output":"refused\n"}]}""",
        "its health check failed 3 times, the last time: refused"
    )]
    [InlineData(
        """{"Status":"starting","FailingStreak":0,"Log":[{"Start":"","ExitCode":-1,"Output":"too\u001b[31m\nlong"}]}""",
        @"its health check failed: too\u001b[31m\nlong"
    )]
    [InlineData(
        """{"Status":"healthy","FailingStreak":0,"Log":[{"Start":"","ExitCode":1,"Output":""},{"Start":"","ExitCode":0,"Output":""}]}""",
        null
    )]
    [InlineData("""{"Status":"starting","FailingStreak":0,"Log":[]}""", null)]
    // What a user may write there, or podman has not finished.
    [InlineData("", null)]
    [InlineData("[]", null)]
    [InlineData("""{"Log":7}""", null)]
    [InlineData("""{"Log":["x"]}""", null)]
    [InlineData("""{"FailingStreak":"many","Log":[{"Start":"","ExitCode":1,"Output":""}]}""", null)]
    [InlineData("""{"FailingStreak":1,"Log":[{"Start":"","ExitCode":1e99,"Output":""}]}""", null)]
    [InlineData("""{"FailingStreak":1,"Log":[{"Start":"","ExitCode":1,"Output":[]}]}""", null)]
    [InlineData("""{"FailingStreak":1,"Log":[{"Start":"","ExitCode":1}]}""", null)]
    [InlineData("""{"FailingStreak":1,"Log":[{"Start":"","ExitCode":1,"Output":"cut o""", null)]
    public void The_last_failure_is_what_the_last_check_said(string json, string? expected) =>
        Assert.Equal(expected, HealthLog.Failure(json));
}
