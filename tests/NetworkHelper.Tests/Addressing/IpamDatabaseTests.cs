// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.IO.Compression;
using System.Net;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

/// <summary>ipam.db was written by podman, wide.db by bbolt; <c>fixtures/fill-*</c> made them.</summary>
public class IpamDatabaseTests
{
    private static readonly byte[] Podmans = Unzip("ipam.db.gz");
    private static readonly byte[] Wide = Unzip("wide.db.gz");

    public static TheoryData<string> Networks =>
        [.. Expected.Select(row => row.Network).Distinct(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_address_that_podman_reports_is_held_by_its_container(string network)
    {
        var expected = Expected.Where(row => row.Network == network).ToDictionary(row => row.Address, row => row.Id);

        Assert.Equal(expected, IpamDatabase.Parse(Podmans).Holdings(network).Holders);
    }

    [Fact]
    public void The_address_allocated_last_is_told_for_each_subnet()
    {
        var last = IpamDatabase.Parse(Podmans).Holdings("rootful0").LastAllocated;

        Assert.Equal(
            new Dictionary<IPNetwork, IPAddress>
            {
                [IPNetwork.Parse("10.89.0.0/24")] = IPAddress.Parse("10.89.0.151"),
                [IPNetwork.Parse("fd63:f6bb:3070:8287::/64")] = IPAddress.Parse("fd63:f6bb:3070:8287::97"),
            },
            last
        );
    }

    [Fact]
    public void A_network_whose_containers_are_gone_holds_nothing_but_remembers_the_last_address()
    {
        var holdings = IpamDatabase.Parse(Podmans).Holdings("emptied");

        Assert.Empty(holdings.Holders);
        Assert.Equal(IPAddress.Parse("10.91.0.2"), Assert.Single(holdings.LastAllocated).Value);
    }

    [Theory]
    [InlineData("rootful")]
    [InlineData("rootful00")]
    [InlineData("")]
    public void A_network_that_podman_does_not_know_holds_nothing(string network) =>
        Assert.Empty(IpamDatabase.Parse(Podmans).Holdings(network).Holders);

    [Fact]
    public void A_tree_of_several_levels_is_read_to_the_last_leaf()
    {
        var holdings = IpamDatabase.Parse(Wide).Holdings("wide");

        Assert.Equal(6000, holdings.Holders.Count);
        Assert.All(
            Enumerable.Range(1, 6000),
            i => Assert.Equal(i.ToString("x64", CultureInfo.InvariantCulture), holdings.Holders[Nth(i)])
        );
        Assert.Equal(Nth(6000), holdings.LastAllocated[IPNetwork.Parse("10.0.0.0/8")]);

        static IPAddress Nth(int i) => new([10, 0, (byte)(i >> 8), (byte)i]);
    }

    [Fact]
    public void A_name_on_an_overflow_page_is_found()
    {
        var name = string.Concat(Enumerable.Repeat("long", 1500));

        Assert.Equal([IPAddress.Parse("10.0.0.1")], IpamDatabase.Parse(Wide).Holdings(name).Holders.Keys);
    }

    [Fact]
    public void A_torn_meta_page_leaves_the_transaction_before()
    {
        var (first, second) = (Transaction(Podmans, 0), Transaction(Podmans, 4096));
        var torn = Podmans.ToArray();
        torn[(first > second ? 0 : 4096) + 40] ^= 1;
        var alsoTorn = torn.ToArray();
        alsoTorn[(first > second ? 4096 : 0) + 40] ^= 1;

        Assert.NotEmpty(IpamDatabase.Parse(torn).Holdings("ranged").Holders);
        Assert.Throws<InvalidDataException>(() => IpamDatabase.Parse(alsoTorn).Holdings("ranged"));
    }

    [Fact]
    public void A_file_that_is_missing_or_empty_holds_nothing()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.File("empty.db"), []);

        Assert.Empty(IpamDatabase.Read(directory.File("missing.db")).Holdings("rootful0").Holders);
        Assert.Empty(IpamDatabase.Read(directory.File("empty.db")).Holdings("rootful0").Holders);
    }

    [Fact]
    public void A_file_on_disk_is_read_like_its_bytes()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory.File("ipam.db"), Podmans);

        Assert.Equal(240, IpamDatabase.Read(directory.File("ipam.db")).Holdings("rootful0").Holders.Count);
    }

    [Fact]
    public async Task Reading_waits_until_podman_is_done()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("ipam.db");
        Task<IpamDatabase> reading;
        // Not shared: the exclusive flock that bbolt takes, too.
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            reading = Task.Run(() => IpamDatabase.Read(path), TestContext.Current.CancellationToken);
            await file.WriteAsync(Podmans, TestContext.Current.CancellationToken);
        }

        Assert.NotEmpty((await reading).Holdings("rootful0").Holders);
    }

    [Fact]
    public void Looking_waits_for_nobody_who_has_it_locked()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("ipam.db");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(Podmans);
        file.Flush();

        Assert.Equal(240, IpamDatabase.Look(path).Holdings("rootful0").Holders.Count);
        Assert.Empty(IpamDatabase.Look(directory.File("missing.db")).Holdings("rootful0").Holders);
    }

    [Fact]
    public async Task Looking_sees_one_moment_of_what_is_written()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("ipam.db");
        await File.WriteAllBytesAsync(path, Podmans, TestContext.Current.CancellationToken);
        var writer = new IpamReservations(path);
        var (one, other) = (IPAddress.Parse("10.89.0.252"), IPAddress.Parse("10.89.0.253"));
        var range = IPNetwork.Parse("10.89.0.0/24");
        var writing = Task.Run(
            () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    writer.Add(Container.Named("web"), [new("rootful0", range, one), new("rootful0", range, other)]);
                    writer.Remove(Container.Named("web"));
                }
            },
            TestContext.Current.CancellationToken
        );
        do
        {
            var holders = IpamDatabase.Look(path).Holdings("rootful0").Holders;
            Assert.Equal(holders.ContainsKey(one), holders.ContainsKey(other));
            Assert.True(holders.Count >= 240);
        } while (!writing.IsCompleted);

        await writing;
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a database")]
    public void Garbage_is_an_error_that_names_the_file(string text)
    {
        var garbage = new byte[4 * Environment.SystemPageSize];
        System.Text.Encoding.ASCII.GetBytes(text).CopyTo(garbage, 0);

        var e = Assert.Throws<InvalidDataException>(() => IpamDatabase.Parse(garbage, "/x/ipam.db").Holdings("a"));

        Assert.StartsWith("/x/ipam.db: ", e.Message, StringComparison.Ordinal);
    }

    private static ulong Transaction(byte[] file, int page) => BitConverter.ToUInt64(file, page + 16 + 48);

    private static IEnumerable<(string Network, IPAddress Address, string Id)> Expected
    {
        get
        {
            using var reader = new StreamReader(Resource("ipam.expected"));
            return
            [
                .. reader
                    .ReadToEnd()
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split(' '))
                    .Select(fields => (fields[0], IPAddress.Parse(fields[1]), fields[2])),
            ];
        }
    }

    internal static byte[] Unzip(string name)
    {
        using var unzipped = new MemoryStream();
        using var stream = new GZipStream(Resource(name), CompressionMode.Decompress);
        stream.CopyTo(unzipped);
        return unzipped.ToArray();
    }

    private static Stream Resource(string name) =>
        typeof(IpamDatabaseTests).Assembly.GetManifestResourceStream(name)
        ?? throw new FileNotFoundException($"fixture {name}");
}
