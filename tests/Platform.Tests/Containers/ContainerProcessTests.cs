// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.Platform.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

public class ContainerProcessTests
{
    private const string Unit = "rootful-init@web.service";
    private const string Manager = "/user.slice/user-1000.slice/user@1000.service";

    [Theory]
    [InlineData(Manager + "/app.slice/app-rootful\\x2dinit.slice/rootful-init@web.service/libpod-payload-abc")]
    [InlineData(Manager + "/app.slice/rootful-init@web.service")]
    [InlineData(Manager + "/rootful-init@web.service")]
    public void A_process_below_the_unit_is_in_it(string path)
    {
        Assert.True(ContainerProcess.IsInUnit($"0::{path}\n", 1000, Unit));
        Assert.True(ContainerProcess.IsInUnit($"0::{path}\n", 1000, unit: null));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/system.slice/rootful-init@web.service")]
    [InlineData("/user.slice/user-1001.slice/user@1001.service/app.slice/rootful-init@web.service")]
    [InlineData("/user.slice/user-1000.slice/user@1001.service/app.slice/rootful-init@web.service")]
    [InlineData("/user.slice/user-10001.slice/user@10001.service/app.slice/rootful-init@web.service")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope/rootful-init@web.service")]
    [InlineData("/machine.slice/user.slice/user-1000.slice/user@1000.service/rootful-init@web.service")]
    [InlineData(Manager)]
    [InlineData(Manager + "/app.slice/rootful-init@web.service.d")]
    [InlineData(Manager + "/app.slice/rootful-init@web2.service")]
    [InlineData(Manager + "/app.slice/x-rootful-init@web.service")]
    [InlineData(Manager + "-rootful-init@web.service/rootful-init@web.service")]
    public void A_process_elsewhere_is_not(string path) =>
        Assert.False(ContainerProcess.IsInUnit($"0::{path}\n", 1000, Unit));

    [Theory]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", true)]
    [InlineData("/user.slice/user-1000.slice", false)]
    [InlineData("/user.slice/user-1001.slice/session-3.scope", false)]
    [InlineData("/system.slice/user-1000.slice/session-3.scope", false)]
    public void Without_a_unit_any_of_the_user_will_do(string path, bool expected) =>
        Assert.Equal(expected, ContainerProcess.IsInUnit($"0::{path}\n", 1000, unit: null));

    [Fact]
    public void On_a_hybrid_host_only_the_unified_hierarchy_counts()
    {
        const string Others = $"9:name=systemd:{Manager}/app.slice/{Unit}\n8:pids:{Manager}/app.slice/{Unit}\n";

        Assert.False(ContainerProcess.IsInUnit($"{Others}0::/\n", 1000, Unit));
        Assert.False(ContainerProcess.IsInUnit(Others, 1000, Unit));
        Assert.True(ContainerProcess.IsInUnit($"8:pids:/\n0::{Manager}/app.slice/{Unit}\n", 1000, Unit));
        Assert.False(ContainerProcess.IsInUnit("", 1000, Unit));
    }

    [Theory]
    [InlineData("sleep")]
    [InlineData("a) S 1 (b")]
    [InlineData(") R 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 999 ")]
    [InlineData("line\nbreak")]
    [InlineData("")]
    public void The_start_time_does_not_depend_on_what_the_process_calls_itself(string name) =>
        Assert.Equal(12345ul, ContainerProcess.ParseStartTime(Stat(name)));

    [Fact]
    public void No_name_can_change_the_start_time() =>
        Gen.String.Sample(name => ContainerProcess.ParseStartTime(Stat(name)) == 12345);

    [Theory]
    [InlineData("")]
    [InlineData("1 (sleep) S 1")]
    [InlineData("1 (sleep) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 -5 0")]
    [InlineData("1 (sleep) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 0 0 1 0 18446744073709551616 0")]
    public void What_has_no_start_time_started_never(string stat) =>
        Assert.Equal(0ul, ContainerProcess.ParseStartTime(stat));

    [Fact]
    public void This_process_is_alive_at_its_own_start_time_only()
    {
        var startTime = ContainerProcess.ParseStartTime(File.ReadAllText("/proc/self/stat"));

        Assert.True(ContainerProcess.IsAlive(Environment.ProcessId, startTime));
        Assert.False(ContainerProcess.IsAlive(Environment.ProcessId, startTime + 1));
        Assert.False(ContainerProcess.IsAlive(int.MaxValue, startTime));
    }

    private static string Stat(string name) =>
        $"4711 ({name}) S 1 4711 4711 0 -1 4194560 100 0 0 0 1 2 3 4 20 0 1 0 12345 1000000 200 18446744073709551615\n";
}
