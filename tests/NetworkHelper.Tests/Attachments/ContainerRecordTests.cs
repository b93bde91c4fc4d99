// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Attachments;

public sealed class ContainerRecordTests : IDisposable
{
    private readonly TemporaryDirectory _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void A_record_comes_back_as_it_was_saved()
    {
        using var state = Open();
        var record = new ContainerRecord(
            1000,
            new string('a', 64),
            4711,
            ulong.MaxValue,
            4026532623,
            IsHolder: true,
            "0123456789abcdef",
            Rules: 17
        );

        Assert.Null(ContainerRecord.Load(state));
        record.Save(state);
        new ContainerRecord(new UserAccount("other", 1001, 1001)).SaveUnlessPresent(state);

        Assert.Equal(record, ContainerRecord.Load(state));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode($"{state.Path}/container.json")
        );
    }

    [Fact]
    public void A_record_of_the_version_before_is_that_of_a_container_that_was_initialized()
    {
        using var state = Open();
        state.Write(StatePaths.Container, """{"uid":1000,"id":"aaaa","pid":4711,"start_time":12345}"""u8, 0x180);

        Assert.Equal(
            new ContainerRecord(1000, "aaaa", 4711, 12345, 0, IsHolder: false, ""),
            ContainerRecord.Load(state)
        );
    }

    [Fact]
    public void Another_containers_namespace_is_refused_as_long_as_its_process_runs()
    {
        using var own = System.Diagnostics.Process.GetCurrentProcess();
        var started = ContainerProcess.ParseStartTime(File.ReadAllText("/proc/self/stat"));
        var other = new ContainerRecord(1000, "", own.Id, started, 4026532623, IsHolder: true, "");
        using (var state = StateDirectory.Open(Container.Named("api"), create: true, _runtime.Path)!)
        {
            other.Save(state);
        }

        var mine = other with { Process = 1 };
        var refused = Assert.Throws<HostException>(() =>
            mine.RequireOwnNamespace(Container.Named("web"), _runtime.Path)
        );
        Assert.Contains("is that of container api; refused", refused.Message, StringComparison.Ordinal);
        mine.RequireOwnNamespace(Container.Named("api"), _runtime.Path);
        (mine with { NetworkNamespace = 4026532624 }).RequireOwnNamespace(Container.Named("web"), _runtime.Path);
        using (var state = StateDirectory.Open(Container.Named("api"), create: false, _runtime.Path)!)
        {
            (other with { StartTime = started + 1 }).Save(state);
        }

        mine.RequireOwnNamespace(Container.Named("web"), _runtime.Path);
    }

    [Fact]
    public void A_damaged_record_is_read_or_refused()
    {
        using var state = Open();
        DamagedText
            .Of(
                """{"uid":1000,"id":"aaaa","pid":4711,"start_time":12345,"netns":4026532623,"holder":true,"command":"f00d"}"""
            )
            .Sample(
                text =>
                {
                    state.Write(StatePaths.Container, text, 0x180);
                    return DamagedText.IsReadOrRefused(() => ContainerRecord.Load(state));
                },
                threads: 1
            );
    }

    private StateDirectory Open() => StateDirectory.Open(Container.Named("web"), create: true, _runtime.Path)!;
}
