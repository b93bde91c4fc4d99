// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Supervisor;
using Xunit;

namespace RootfulContainers.Tests;

public class MemoryKillsTests
{
    [Theory]
    [InlineData("low 0\nhigh 0\nmax 31\noom 2\noom_kill 1\noom_group_kill 0\n", "oom_kill", 1)]
    [InlineData("low 0\nhigh 0\nmax 31\noom 2\noom_kill 1\noom_group_kill 0\n", "oom", 2)]
    [InlineData("low 0\n", "oom_kill", 0)]
    [InlineData("", "oom_kill", 0)]
    [InlineData("oom_kill\noom_kill -1\n", "oom_kill", 0)]
    public void EventsAreCounted(string events, string name, long count) =>
        Assert.Equal(count, MemoryKills.Count(System.Text.Encoding.ASCII.GetBytes(events), name));

    [Theory]
    [InlineData("67108864", "64M")]
    [InlineData("1073741824", "1G")]
    [InlineData("4096", "4K")]
    [InlineData("100000001", "100000001B")]
    [InlineData("0", "0B")]
    [InlineData("max", "max")]
    public void SizesAreReadable(string limit, string size) => Assert.Equal(size, MemoryKills.Size(limit));

    [Fact]
    public void TheLimitIsTheOneThatWasReached()
    {
        var unit = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var payload = $"{unit}/libpod-payload";
            Directory.CreateDirectory(payload);
            foreach (var (group, limit, reached) in new[] { (unit, "134217728", 0), (payload, "50331648", 1) })
            {
                File.WriteAllText($"{group}/memory.events", "oom 1\noom_kill 1\n");
                File.WriteAllText($"{group}/memory.events.local", $"oom {reached}\n");
                File.WriteAllText($"{group}/memory.max", $"{limit}\n");
            }

            Assert.Equal("its limit is 48M", CauseIn(unit));
            File.WriteAllText($"{payload}/memory.events.local", "oom 0\n");
            Assert.Equal("over a limit within the container", CauseIn(unit));
            File.WriteAllText($"{unit}/memory.events.local", "oom 1\n");
            Assert.Equal("its limit is 128M", CauseIn(unit));
            File.WriteAllText($"{unit}/memory.events", "oom 0\noom_kill 1\n");
            Assert.Equal("the machine had none left", CauseIn(unit));
            File.WriteAllText($"{unit}/memory.events", "oom 1\noom_kill 0\n");
            Assert.Null(CauseIn(unit));
            Assert.Null(CauseIn($"{unit}/gone"));
        }
        finally
        {
            Directory.Delete(unit, recursive: true);
        }
    }

    [Fact]
    public void ALimitAboveCountsWhenItWasReachedSince()
    {
        var slice = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var unit = $"{slice}/unit";
            Directory.CreateDirectory(unit);
            File.WriteAllText($"{slice}/memory.max", "1073741824\n");
            File.WriteAllText($"{slice}/memory.events.local", "oom 3\n");
            File.WriteAllText($"{unit}/memory.events", "oom 0\noom_kill 0\n");
            using var kills = new MemoryKills(unit);
            kills.Read();
            Assert.Null(kills.Cause);

            File.WriteAllText($"{unit}/memory.events", "oom 0\noom_kill 1\n");
            kills.Read();
            Assert.Equal("the machine had none left", kills.Cause);

            File.WriteAllText($"{slice}/memory.events.local", "oom 4\n");
            File.WriteAllText($"{unit}/memory.events", "oom 0\noom_kill 2\n");
            kills.Read();
            Assert.Equal($"the limit of {Path.GetFileName(slice)} is 1G", kills.Cause);
        }
        finally
        {
            Directory.Delete(slice, recursive: true);
        }
    }

    private static string? CauseIn(string group)
    {
        using var kills = new MemoryKills(group);
        kills.Read();
        return kills.Cause;
    }
}
