// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

public sealed class ContainerHealthTests
{
    private const string Log = """
        {"Status":"unhealthy","FailingStreak":2,"Log":[{"Start":"2026-01-01T00:00:00Z","End":"","ExitCode":1,"Output":"no\n"}]}
        """;

    [Fact]
    public void The_log_of_podman_is_read()
    {
        var health = ContainerHealth.Parse(Log)!;

        Assert.Equal("unhealthy", health.Status);
        Assert.Equal(2, health.FailingStreak);
        Assert.Equal([new HealthResult("2026-01-01T00:00:00Z", 1, "no")], health.Results);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"Status":1,"FailingStreak":2,"Log":[]}""")]
    [InlineData("""{"Status":"healthy","FailingStreak":"x","Log":{}}""")]
    public void Anything_else_is_none(string text) => Assert.Null(ContainerHealth.Parse(text));

    [Fact]
    public void What_a_user_writes_there_obeys_nothing() =>
        Assert.DoesNotContain(
            '\e',
            ContainerHealth.Parse("""{"Status":"\u001b[31m","FailingStreak":0,"Log":[]}""")!.Status
        );
}
