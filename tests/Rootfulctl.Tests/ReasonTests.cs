// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Systemd;
using Tmds.DBus.Protocol;
using Xunit;
using Command = Tmds.DBus.Protocol.Struct<
    string,
    Tmds.DBus.Protocol.Array<string>,
    bool,
    ulong,
    ulong,
    ulong,
    ulong,
    uint,
    int,
    int
>;

namespace RootfulContainers.Tests;

public sealed class ReasonTests
{
    private const int Exited = 1;
    private const int Killed = 2;
    private const string Addresses = "10.89.0.7 (rootful0)";

    private readonly Dictionary<string, VariantValue> _unit = new(StringComparer.Ordinal)
    {
        ["ActiveState"] = "failed",
        ["Result"] = "exit-code",
        ["StatusText"] = "",
        ["ExecMainCode"] = Exited,
        ["ExecMainStatus"] = 0,
        ["ExecMainStartTimestampMonotonic"] = 5ul,
        ["ActiveEnterTimestampMonotonic"] = 3ul,
    };

    [Fact]
    public void What_a_program_said_is_why_it_failed()
    {
        _unit["ExecMainStatus"] = 3;
        Assert.Equal("web.service ended with exit status 3", Failure());

        _unit["StatusText"] = "web ended with exit status 3; no disk";
        Assert.Equal("web ended with exit status 3; no disk", Failure());

        _unit["ActiveState"] = "inactive";
        Assert.Null(Failure());
    }

    [Theory]
    [InlineData("ExecStartPre", Exited, 3, false, "ended with exit status 3")]
    [InlineData("ExecStartPost", Killed, 9, false, "was ended by signal 9")]
    public void A_command_that_failed_beside_the_program_is_named(
        string name,
        int code,
        int status,
        bool mayFail,
        string how
    )
    {
        _unit["StatusText"] = Addresses;
        _unit[name] = Commands(Ended("/bin/true", mayFail, Exited, 0), Ended("/bin/sh", mayFail, code, status));

        Assert.Equal($"web.service: {name}= (/bin/sh -c x) {how}", Failure());
    }

    [Fact]
    public void One_that_may_fail_is_not() =>
        Assert.Equal("web.service ended with exit status 0", With("ExecStartPre", Ended("/bin/sh", true, Exited, 3)));

    [Fact]
    public void One_whose_program_was_killed_says_nothing_itself()
    {
        (_unit["Result"], _unit["ExecMainCode"], _unit["ExecMainStatus"]) = ("signal", Killed, 9);
        _unit["StatusText"] = Addresses;

        Assert.Equal("web.service was ended by signal 9", Failure());
        Assert.Equal("web.service was ended by signal 9", With("ExecStopPost", Ended("/bin/sh", false, Killed, 9)));
        Assert.Equal(Addresses, With("ExecStopPost", Ended("/bin/sh", false, Exited, 0)));
    }

    [Fact]
    public void That_the_time_was_over_is_said_beside_what_the_program_says()
    {
        _unit["Result"] = "timeout";
        _unit["StatusText"] = "web was stopped before it was ready";
        Assert.Equal("web.service was not ready in time: web was stopped before it was ready", Failure());

        _unit["ActiveEnterTimestampMonotonic"] = 9ul;
        _unit["StatusText"] = "";
        Assert.Equal("web.service did not stop in time", Failure());
    }

    private string? With(string name, Command command)
    {
        _unit[name] = Commands(command);
        return Failure();
    }

    private string? Failure() => Reason.Failure(new UnitProperties("web.service", _unit));

    private static VariantValue Commands(params Command[] commands) => new Array<Command>(commands).AsVariantValue();

    private static Command Ended(string program, bool mayFail, int code, int status) =>
        new(program, new Array<string>([program, "-c", "x"]), mayFail, 0, 0, 0, 0, 7, code, status);
}
