// SPDX-License-Identifier: BSD-2-Clause
using System.Text.RegularExpressions;
using CsCheck;
using RootfulContainers.Supervisor;
using Xunit;

namespace RootfulContainers.Tests;

public class NotifyMessageTests
{
    private static readonly Regex Allowed = new(
        "^(READY=1|RELOADING=1|WATCHDOG=(1|trigger)|(EXTEND_TIMEOUT_USEC|MONOTONIC_USEC)=[0-9]{1,20}|STATUS=.{0,8000})$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    [Fact]
    public void What_tells_of_the_container_passes_in_its_order() =>
        Assert.Equal(
            ["READY=1", "STATUS=a = b", "RELOADING=1", "MONOTONIC_USEC=7", "EXTEND_TIMEOUT_USEC=8", "WATCHDOG=1"],
            NotifyMessage.Filter(
                "READY=1\nSTATUS=a = b\nRELOADING=1\nMONOTONIC_USEC=7\nEXTEND_TIMEOUT_USEC=8\nWATCHDOG=1\nSTOPPING=1"
            )
        );

    [Fact]
    public void A_request_for_a_restart_is_a_message_of_its_own_and_does_not_pass()
    {
        Assert.True(NotifyMessage.AsksForRestart("X_ROOTFUL_CONTAINERS=restart"));
        Assert.False(NotifyMessage.AsksForRestart("READY=1\nX_ROOTFUL_CONTAINERS=restart"));
        Assert.Empty(NotifyMessage.Filter(NotifyMessage.Restart));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("MAINPID=1")]
    [InlineData("MAINPIDFD=1")]
    [InlineData("FDSTORE=1\nFDNAME=x")]
    [InlineData("FDSTOREREMOVE=1\nFDNAME=tcp-80-0.0.0.0")]
    [InlineData("BARRIER=1")]
    [InlineData("STOPPING=1")]
    [InlineData("NOTIFYACCESS=all")]
    [InlineData("ERRNO=2\nBUSERROR=x\nEXIT_STATUS=0")]
    [InlineData("READY")]
    [InlineData("=1")]
    [InlineData(" READY=1")]
    [InlineData("ready=1")]
    [InlineData("READY =1")]
    [InlineData("\0READY=1")]
    [InlineData("\rMAINPID=1")]
    [InlineData("X_READY=1")]
    [InlineData("X_STATUS=x")]
    [InlineData("READY=0")]
    [InlineData("READY=1 ")]
    [InlineData("WATCHDOG=")]
    [InlineData("WATCHDOG_USEC=1")]
    [InlineData("EXTEND_TIMEOUT_USEC=")]
    [InlineData("EXTEND_TIMEOUT_USEC=-1")]
    [InlineData("EXTEND_TIMEOUT_USEC=infinity")]
    [InlineData("MONOTONIC_USEC=123456789012345678901")]
    public void What_would_steer_the_service_manager_does_not_pass(string message) =>
        Assert.Empty(NotifyMessage.Filter(message));

    [Fact]
    public void Of_any_message_only_whole_lines_pass_that_say_something_allowed()
    {
        var line = Gen.Select(
            Gen.OneOf(Gen.OneOf("READY", "STATUS", "MAINPID", "FDSTORE", "WATCHDOG", "", "READY\0"), Gen.String),
            Gen.OneOf("=", "", "=="),
            Gen.String
        );
        line.Select(l => l.Item1 + l.Item2 + l.Item3)
            .Array[0, 6]
            .Select(lines => string.Join('\n', lines))
            .Sample(message =>
            {
                var passed = NotifyMessage.Filter(message);

                Assert.All(passed, l => Assert.Matches(Allowed, l));
                Assert.All(passed, l => Assert.DoesNotContain(l, char.IsControl));
                Assert.Subset(
                    message.Split('\n').ToHashSet(StringComparer.Ordinal),
                    passed
                        .Where(l => !l.StartsWith("STATUS=", StringComparison.Ordinal))
                        .ToHashSet(StringComparer.Ordinal)
                );
            });
    }

    [Theory]
    [InlineData("READY=1", true)]
    [InlineData("STATUS=up\nREADY=1", true)]
    [InlineData("READY=0", false)]
    [InlineData("READY=10", false)]
    [InlineData("STATUS=READY=1", false)]
    public void Only_ready_1_is_ready(string message, bool expected) =>
        Assert.Equal(expected, NotifyMessage.IsReady(NotifyMessage.Filter(message)));

    [Fact]
    public void A_status_is_shown_without_what_a_terminal_would_obey_and_not_at_any_length()
    {
        Assert.Equal([@"STATUS=\u001b[31mred\u000d"], NotifyMessage.Filter("STATUS=\e[31mred\r"));
        Assert.Equal(
            ["STATUS=" + new string('x', 1024) + "…"],
            NotifyMessage.Filter("STATUS=" + new string('x', 4000))
        );
    }

    [Theory]
    [InlineData("STATUS=", true)]
    [InlineData("READY=1\nSTATUS=up", true)]
    [InlineData("READY=1", false)]
    public void A_status_is_noticed_also_when_it_is_empty(string message, bool expected) =>
        Assert.Equal(expected, NotifyMessage.HasStatus(NotifyMessage.Filter(message)));
}
