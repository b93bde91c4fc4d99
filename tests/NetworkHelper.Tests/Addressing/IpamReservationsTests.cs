// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using RootfulContainers.Bolt;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

/// <summary>That podman itself reads what is written here is tried with podman, in <c>tests/e2e</c>.</summary>
public sealed class IpamReservationsTests : IDisposable
{
    // Any seed would do; a fixed one makes a failure repeat.
    private const string Seed = "0000KZd0NQY4";
    private const int PageSize = 4096;

    private static readonly byte[] Podmans = IpamDatabaseTests.Unzip("ipam.db.gz");
    private static readonly ContainerName Web = Container.Named("web");
    private static readonly ContainerName Api = Container.Named("api");

    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.File("ipam.db");

    private IpamReservations Reservations => new(File);

    [Fact]
    public void An_address_is_held_in_podmans_record_until_it_is_taken_out()
    {
        Reservations.Add(
            Web,
            [Reserve("rootful0", "10.89.0.0/24", "10.89.0.77"), Reserve("six", "fd00::/64", "fd00::7")]
        );

        Assert.Equal("rootful-container@web", Holders("rootful0")[IPAddress.Parse("10.89.0.77")]);
        Assert.Equal("rootful-container@web", Holders("six")[IPAddress.Parse("fd00::7")]);
        Assert.True(IpamDatabase.IsOwn(Holders("six")[IPAddress.Parse("fd00::7")]));

        Reservations.Remove(Web);

        Assert.Empty(Holders("rootful0"));
        Assert.Empty(Holders("six"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_file_whose_making_was_cut_short_holds_nothing_and_is_made_anew(int pages)
    {
        Reservations.Add(Api, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.5")]);
        using (var file = System.IO.File.OpenWrite(File))
        {
            file.SetLength(pages * Environment.SystemPageSize);
        }

        Assert.Empty(Holders("rootful0"));
        Reservations.Add(Web, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.77")]);

        Assert.Equal([IPAddress.Parse("10.89.0.77")], Holders("rootful0").Keys);
    }

    [Fact]
    public void Who_keeps_it_locked_is_waited_for_no_longer_than_is_said()
    {
        Reservations.Add(Api, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.5")]);
        using var locked = RuntimeLock.Acquire(File, TimeSpan.Zero);
        var impatient = new IpamReservations(File, TimeSpan.FromMilliseconds(10));

        Assert.Contains(
            "is locked by another process",
            Assert.Throws<HostException>(() => impatient.Remove(Api)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_podman_and_others_hold_stays()
    {
        System.IO.File.WriteAllBytes(File, Podmans);
        var before = Everything();
        Reservations.Add(Api, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.240")]);
        Reservations.Add(
            Web,
            [Reserve("rootful0", "10.89.0.0/24", "10.89.0.241"), Reserve("new", "10.1.0.0/24", "10.1.0.9")]
        );

        Assert.Equal(before.Count + 3, Everything().Count);
        Assert.Empty(before.Except(Everything(), StringComparer.Ordinal));

        Reservations.Remove(Api);
        Reservations.Remove(Web);

        Assert.Equal(before, Everything());
    }

    [Fact]
    public void The_address_that_podman_goes_on_from_stays()
    {
        System.IO.File.WriteAllBytes(File, Podmans);
        var before = IpamDatabase.Read(File).Holdings("rootful0").LastAllocated;
        Reservations.Add(Web, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.241")]);

        Assert.Equal(before, IpamDatabase.Read(File).Holdings("rootful0").LastAllocated);
    }

    [Fact]
    public void What_changes_nothing_writes_nothing()
    {
        System.IO.File.WriteAllBytes(File, Podmans);
        Reservations.Remove(Web);
        Assert.Equal(Podmans, System.IO.File.ReadAllBytes(File));
        Reservations.Add(Web, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.241")]);
        var added = System.IO.File.ReadAllBytes(File);

        Reservations.Add(Web, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.241")]);

        Assert.Equal(added, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Without_a_record_there_is_nothing_to_take_out()
    {
        Reservations.Remove(Web);

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_record_that_is_damaged_anywhere_is_not_touched()
    {
        var file = Podmans.ToArray();
        file.AsSpan(2 * PageSize).Clear();
        System.IO.File.WriteAllBytes(File, file);

        var e = Assert.Throws<InvalidDataException>(() =>
            Reservations.Add(Web, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.241")])
        );

        Assert.EndsWith("podman's record of addresses is damaged", e.Message, StringComparison.Ordinal);
        Assert.Equal(file, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void The_file_stays_small_however_often_addresses_come_and_go()
    {
        System.IO.File.WriteAllBytes(File, Podmans);
        for (var i = 0; i < 20; i++)
        {
            Reservations.Add(Web, [Reserve("rootful0", "10.89.0.0/24", "10.89.0.241")]);
            Reservations.Remove(Web);
        }

        Assert.InRange(new FileInfo(File).Length, 0, 3 * Podmans.Length);
    }

    [Fact]
    public void Killed_before_the_end_nothing_has_happened()
    {
        var database = new BoltDatabase(Podmans);
        var root = BoltTree.Of(database);
        root.Bucket("rootful0"u8.ToArray()).Bucket("10.89.0.0/24"u8.ToArray()).Put([10, 89, 0, 241], "x"u8.ToArray());
        var commit = BoltCommit.Replace(database, root);
        var file = new byte[Math.Max(Podmans.Length, commit.PagesOffset + commit.Pages.Length)];
        Podmans.CopyTo(file, 0);
        commit.Pages.CopyTo(file, commit.PagesOffset);

        Assert.DoesNotContain(
            IPAddress.Parse("10.89.0.241"),
            IpamDatabase.Parse(file).Holdings("rootful0").Holders.Keys
        );
        Assert.Equal(
            IpamDatabase.Parse(Podmans).Holdings("rootful0").Holders,
            IpamDatabase.Parse(file).Holdings("rootful0").Holders
        );

        commit.Meta.CopyTo(file, commit.MetaOffset);

        Assert.Contains(IPAddress.Parse("10.89.0.241"), IpamDatabase.Parse(file).Holdings("rootful0").Holders.Keys);
    }

    [Fact]
    public void Whatever_comes_and_goes_the_record_holds_what_is_left() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 2], Gen.Byte)
            .Array[1, 60]
            .Sample(
                steps =>
                {
                    System.IO.File.Delete(File);
                    var model = new Dictionary<(string, IPAddress), string>();
                    foreach (var (add, owner, network, host) in steps)
                    {
                        var name = Container.Named($"c{owner}");
                        var (net, address) = ($"n{network}", new IPAddress([10, (byte)network, 0, host]));
                        if (add)
                        {
                            Reservations.Add(name, [new(net, IPNetwork.Parse($"10.{network}.0.0/24"), address)]);
                            model[(net, address)] = $"rootful-container@{name}";
                        }
                        else
                        {
                            Reservations.Remove(name);
                            model = model
                                .Where(m => m.Value != $"rootful-container@{name}")
                                .ToDictionary(m => m.Key, m => m.Value);
                        }
                    }

                    var held = Enumerable
                        .Range(0, 3)
                        .SelectMany(n => Holders($"n{n}").Select(h => ((($"n{n}", h.Key), h.Value))))
                        .ToDictionary(h => h.Item1, h => h.Value);
                    Assert.Equal(model, held);
                },
                seed: Seed,
                iter: 40,
                threads: 1
            );

    public void Dispose() => _directory.Dispose();

    private static Reservation Reserve(string network, string subnet, string address) =>
        new(network, IPNetwork.Parse(subnet), IPAddress.Parse(address));

    private IReadOnlyDictionary<IPAddress, string> Holders(string network) =>
        IpamDatabase.Read(File).Holdings(network).Holders;

    // Every value of the file, with the path to it.
    private List<string> Everything()
    {
        if (!System.IO.File.Exists(File))
        {
            return [];
        }

        var lines = new List<string>();
        Collect(new BoltDatabase(System.IO.File.ReadAllBytes(File)).Root, "", lines);
        return lines;
    }

    private static void Collect(BoltBucket bucket, string path, List<string> lines)
    {
        foreach (var entry in bucket.Entries())
        {
            var key = $"{path}/{Convert.ToHexString(entry.Key.Span)}";
            if (entry.IsBucket)
            {
                Collect(bucket.Bucket(entry), key, lines);
            }
            else
            {
                lines.Add($"{key}={Convert.ToHexString(entry.Value.Span)}");
            }
        }
    }
}
