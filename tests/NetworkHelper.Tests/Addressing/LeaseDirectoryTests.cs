// SPDX-License-Identifier: BSD-2-Clause
using System.Collections.Concurrent;
using System.Net;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

public sealed class LeaseDirectoryTests : IDisposable
{
    private static readonly IPAddress Address = IPAddress.Parse("10.89.0.77");
    private static readonly IPAddress Ipv6 = IPAddress.Parse("fd00::77");
    private static readonly ContainerName Web = Name("web");
    private static readonly ContainerName Db = Name("web.db");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_free_address_is_taken_and_its_file_tells_by_whom()
    {
        Assert.True(Leases.TryTake("rootful0", Address, Web, out var holder));

        Assert.Equal(Web, holder);
        Assert.Equal("web\n", File.ReadAllText(LeaseFile));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
            File.GetUnixFileMode(LeaseFile)
        );
        Assert.Equal([LeaseFile], Directory.GetFileSystemEntries(Path.GetDirectoryName(LeaseFile)!));
    }

    [Fact]
    public async Task An_address_that_another_container_took_in_the_meantime_is_not_released()
    {
        Leases.TryTake("rootful0", Address, Web, out _);
        var directory = Path.GetDirectoryName(LeaseFile)!;
        Task<bool> release;
        using (var locked = Descriptor.Open(directory, Libc.O_RDONLY, directory))
        {
            RuntimeLock.Acquire(locked, directory, TimeSpan.Zero);
            release = Task.Run(() => Leases.Release("rootful0", Address, Web));
            // It has seen its own lease, and waits for the lock.
            var deadline = DateTime.UtcNow.AddSeconds(60);
            while (
                new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().Count(f => f.LinkTarget == directory) < 2
            )
            {
                Assert.True(DateTime.UtcNow < deadline && !release.IsCompleted, "nobody waits for the lock");
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            await File.WriteAllTextAsync(LeaseFile, "web.db\n", TestContext.Current.CancellationToken);
        }

        Assert.False(await release);
        Assert.Equal("web.db\n", await File.ReadAllTextAsync(LeaseFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_taken_address_stays_its_holders()
    {
        Leases.TryTake("rootful0", Address, Web, out _);

        Assert.False(Leases.TryTake("rootful0", Address, Db, out var holder));

        Assert.Equal(Web, holder);
        Assert.Equal("web\n", File.ReadAllText(LeaseFile));
    }

    [Fact]
    public void Taking_again_what_one_holds_succeeds()
    {
        Leases.TryTake("rootful0", Address, Web, out _);

        Assert.True(Leases.TryTake("rootful0", Address, Web, out _));
    }

    [Fact]
    public void The_same_address_on_another_network_is_another_lease()
    {
        Leases.TryTake("rootful0", Address, Web, out _);

        Assert.True(Leases.TryTake("rootful1", Address, Db, out _));
    }

    [Fact]
    public void Only_the_holder_gives_an_address_back()
    {
        Leases.TryTake("rootful0", Address, Web, out _);

        Assert.False(Leases.Release("rootful0", Address, Db));
        Assert.True(File.Exists(LeaseFile));
        Assert.True(Leases.Release("rootful0", Address, Web));
        Assert.False(File.Exists(LeaseFile));
        Assert.True(Leases.TryTake("rootful0", Address, Db, out _));
    }

    [Fact]
    public void Giving_back_what_nobody_holds_changes_nothing()
    {
        Assert.False(Leases.Release("rootful0", Address, Web));
        Leases.ReleaseAll(Web);
        Assert.Empty(Leases.List("rootful0"));
    }

    [Fact]
    public void The_list_of_a_network_has_its_leases_only()
    {
        Leases.TryTake("rootful0", Address, Web, out _);
        Leases.TryTake("rootful0", Ipv6, Db, out _);
        Leases.TryTake("rootful1", IPAddress.Parse("10.90.0.1"), Web, out _);

        Assert.Equal(
            new Dictionary<IPAddress, ContainerName> { [Address] = Web, [Ipv6] = Db },
            Leases.List("rootful0")
        );
    }

    [Fact]
    public void All_leases_of_a_container_are_given_back_at_once()
    {
        Leases.TryTake("rootful0", Address, Web, out _);
        Leases.TryTake("rootful0", Ipv6, Db, out _);
        Leases.TryTake("rootful1", Address, Web, out _);

        Assert.True(Leases.HasAny(Web));
        Leases.ReleaseAll(Web);

        Assert.False(Leases.HasAny(Web));
        Assert.True(Leases.HasAny(Db));
        Assert.Equal([Ipv6], Leases.List("rootful0").Keys);
        Assert.Empty(Leases.List("rootful1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("web")]
    [InlineData("not a name\n")]
    public void A_lease_without_a_holders_name_is_free(string content)
    {
        Directory.CreateDirectory(_directory.File("rootful0"));
        File.WriteAllText(LeaseFile, content);

        Assert.Empty(Leases.List("rootful0"));
        Assert.True(Leases.TryTake("rootful0", Address, Db, out _));
        Assert.Equal("web.db\n", File.ReadAllText(LeaseFile));
    }

    [Fact]
    public void A_lease_that_is_a_link_is_not_followed()
    {
        Directory.CreateDirectory(_directory.File("rootful0"));
        File.CreateSymbolicLink(LeaseFile, _directory.File("victim"));

        Assert.True(Leases.TryTake("rootful0", Address, Web, out _));

        Assert.False(File.Exists(_directory.File("victim")));
        Assert.Equal("web\n", File.ReadAllText(LeaseFile));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public void A_name_that_is_no_networks_is_refused(string network) =>
        Assert.Throws<ArgumentException>(() => Leases.TryTake(network, Address, Web, out _));

    [Fact]
    public async Task Of_many_who_race_for_an_address_exactly_one_wins_and_all_others_learn_who()
    {
        for (var round = 0; round < 50; round++)
        {
            var winners = new ConcurrentBag<ContainerName>();
            var told = new ConcurrentBag<ContainerName>();
            await Race(
                8,
                racer =>
                {
                    var owner = Name($"c{racer}");
                    (Leases.TryTake("rootful0", Address, owner, out var holder) ? winners : told).Add(holder);
                }
            );

            var winner = Assert.Single(winners);
            Assert.Equal(7, told.Count);
            Assert.All(told, holder => Assert.Equal(winner, holder));
            Leases.ReleaseAll(winner);
        }
    }

    [Fact]
    public async Task An_address_that_changes_hands_is_never_held_twice_nor_lost()
    {
        var held = 0;
        var turns = 0;
        await Race(
            4,
            racer =>
            {
                var owner = Name($"c{racer}");
                for (var attempt = 0; attempt < 500; attempt++)
                {
                    if (!Leases.TryTake("rootful0", Address, owner, out _))
                    {
                        // What a helper does with the lease of a container that is gone, although this one is not: as
                        // long as it names the wrong owner, nothing may happen to it.
                        Leases.Release("rootful0", Address, Name("gone"));
                        continue;
                    }

                    Assert.Equal(1, Interlocked.Increment(ref held));
                    Interlocked.Increment(ref turns);
                    Interlocked.Decrement(ref held);
                    Assert.True(Leases.Release("rootful0", Address, owner));
                }
            }
        );

        Assert.NotEqual(0, turns);
        Assert.Empty(Leases.List("rootful0"));
    }

    private LeaseDirectory Leases => new(_directory.Path);

    private string LeaseFile => _directory.File("rootful0/10.89.0.77");

    // Threads of their own: the pool would start them one by one.
    private static async Task Race(int racers, Action<int> run)
    {
        using var start = new Barrier(racers);
        await Task.WhenAll(
            Enumerable
                .Range(0, racers)
                .Select(racer =>
                    Task.Factory.StartNew(
                        () =>
                        {
                            start.SignalAndWait();
                            run(racer);
                        },
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default
                    )
                )
        );
    }

    private static ContainerName Name(string text)
    {
        Assert.True(ContainerName.TryParse(text, out var name, out _));
        return name;
    }
}
