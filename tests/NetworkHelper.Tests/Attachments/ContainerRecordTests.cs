// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.NetworkHelper.Attachments;
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
        var record = new ContainerRecord(1000, new string('a', 64), 4711, ulong.MaxValue);

        Assert.Null(ContainerRecord.Load(state));
        record.Save(state);
        new ContainerRecord(1001, "", 0, 0).SaveUnlessPresent(state);

        Assert.Equal(record, ContainerRecord.Load(state));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode($"{state.Path}/container.json")
        );
    }

    [Fact]
    public void A_damaged_record_is_read_or_refused()
    {
        using var state = Open();
        DamagedText
            .Of("""{"uid":1000,"id":"aaaa","pid":4711,"start_time":12345}""")
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
