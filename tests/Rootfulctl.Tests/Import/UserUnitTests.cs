// SPDX-License-Identifier: BSD-2-Clause
using Xunit;

namespace RootfulContainers.Tests.Import;

/// <summary>What a unit of a user's manager must not become in the system's.</summary>
public sealed class UserUnitTests
{
    [Theory]
    [InlineData("ExecStartPre")]
    [InlineData("ExecStartPost")]
    [InlineData("ExecStopPost")]
    [InlineData("ExecCondition")]
    public void A_command_gets_no_rights_of_roots(string key)
    {
        var text = Container($"[Service]\n{key}=-+/home/test/p a\n");

        Assert.Contains($"{key} = \"-/home/test/p a\"", text, StringComparison.Ordinal);
        Assert.Contains($"# not carried over: {key}=-+/home/test/p a: '+' is left out", text, StringComparison.Ordinal);
        Assert.Contains("it runs", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Environment=X=+\nExecStopPost=${X}/home/test/p", "ExecStopPost = \"/home/test/p\"")]
    [InlineData("ExecStopPost=/bin/true ; +/home/test/p", null)]
    [InlineData("ExecStopPost=\\x2b/home/test/p", null)]
    public void Nor_does_one_whose_prefix_is_hidden(string lines, string? expected)
    {
        var text = Container($"[Service]\n{lines}\n");

        Assert.Contains(expected ?? "# not carried over: ExecStopPost=", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ExecStopPost = \"+", text, StringComparison.Ordinal);
        Assert.Equal(expected is not null, text.Contains("ExecStopPost = ", StringComparison.Ordinal));
    }

    [Fact]
    public void Nor_does_one_of_a_unit_that_runs_podman()
    {
        var text = Imported
            .Of(("a.service", "[Service]\nExecStart=/usr/bin/podman run a\nExecStopPost=+/home/test/p\n"))
            .Files[0]
            .Text;

        Assert.Contains("ExecStopPost = \"/home/test/p\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unit", "FailureAction=reboot-force")]
    [InlineData("Unit", "SuccessAction=reboot-force")]
    [InlineData("Unit", "StartLimitAction=reboot")]
    [InlineData("Unit", "JobTimeoutAction=reboot")]
    [InlineData("Unit", "JobTimeoutRebootArgument=x")]
    [InlineData("Unit", "RebootArgument=x")]
    [InlineData("Unit", "FailureActionExitStatus=1")]
    [InlineData("Unit", "OnFailureJobMode=isolate")]
    [InlineData("Unit", "JoinsNamespaceOf=ssh.service")]
    [InlineData("Unit", "Whatever=yes")]
    [InlineData("Service", "FailureAction=reboot-force")]
    [InlineData("Service", "StartLimitAction=reboot")]
    public void A_setting_about_the_manager_or_an_unknown_one_is_not_carried_over(string section, string line)
    {
        var text = Container($"[{section}]\n{line}\n");

        Assert.Contains($"# not carried over: {line}: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n[systemd", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_means_the_same_is_carried_over() =>
        Assert.Contains(
            "ConditionPathExists = \"/srv\"",
            Container("[Unit]\nConditionPathExists=/srv\n"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("ConditionPathExists=|!%h/ready", true)]
    [InlineData("ConditionPathExists=/srv/ready", false)]
    public void A_condition_on_what_is_the_users_is_told(string line, bool isTold) =>
        Assert.Equal(
            isTold,
            Container($"[Unit]\n{line}\n").Contains("could have wait for ever", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("OnFailure=poweroff.target", true)]
    [InlineData("OnSuccess=poweroff.target", true)]
    [InlineData("Requires=shop.mount", true)]
    [InlineData("Conflicts=ssh.socket", true)]
    [InlineData("After=ssh.service", true)]
    [InlineData("After=local-fs.target", false)]
    public void A_unit_of_the_systems_that_something_is_done_to_is_told(string line, bool isTold) =>
        Assert.Equal(
            isTold,
            Container($"[Unit]\n{line}\n").Contains("is a unit of the system's manager here", StringComparison.Ordinal)
        );

    private static string Container(string lines)
    {
        var (files, _) = Imported.Of(("a.container", $"[Container]\nImage=a\n{lines}"));
        return files[0].Text;
    }
}
