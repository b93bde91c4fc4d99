// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using CsCheck;
using RootfulContainers.Bolt;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

public class DamagedIpamDatabaseTests
{
    private const int PageSize = 4096;

    // Any seed would do; a fixed one makes a failure repeat.
    private const string Seed = "0000KZd0NQY4";

    private static readonly byte[] Podmans = IpamDatabaseTests.Unzip("ipam.db.gz");

    private static readonly string[] Networks =
    [
        "rootful0",
        "ranged",
        "one-of-many-networks-that-fill-the-page-of-the-root-bucket-7",
    ];

    [Fact]
    public void Changed_octets_never_do_more_than_throw() =>
        Gen.Select(Gen.Int[0, Podmans.Length - 1], Gen.Byte)
            .Array[1, 200]
            .Sample(
                changes =>
                {
                    var file = Podmans.ToArray();
                    foreach (var (position, value) in changes)
                    {
                        file[position] = value;
                    }

                    ReadAll(file);
                },
                seed: Seed,
                iter: 2000
            );

    [Fact]
    public void Changed_headers_never_do_more_than_throw() =>
        Gen.Select(Gen.Int[2, (Podmans.Length / PageSize) - 1], Gen.Int[0, 40], EvilWord)
            .Array[1, 60]
            .Sample(
                changes =>
                {
                    var file = Podmans.ToArray();
                    foreach (var (page, word, value) in changes)
                    {
                        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan((page * PageSize) + (word * 4)), value);
                    }

                    ReadAll(file);
                },
                seed: Seed,
                iter: 3000
            );

    [Fact]
    public void Pages_in_each_others_place_never_do_more_than_throw() =>
        Gen.Select(Gen.Int[2, (Podmans.Length / PageSize) - 1], Gen.Int[2, (Podmans.Length / PageSize) - 1])
            .Array[1, 20]
            .Sample(
                moves =>
                {
                    var file = Podmans.ToArray();
                    foreach (var (from, to) in moves)
                    {
                        Podmans.AsSpan(from * PageSize, PageSize).CopyTo(file.AsSpan(to * PageSize));
                        // With the right number it gets past the first check.
                        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(to * PageSize), to);
                    }

                    ReadAll(file);
                },
                seed: Seed,
                iter: 2000
            );

    [Fact]
    public void A_file_cut_anywhere_never_does_more_than_throw() =>
        Gen.Int[0, Podmans.Length].Sample(length => ReadAll(Podmans[..length]), seed: Seed, iter: 2000);

    [Fact]
    public void A_branch_page_that_leads_to_itself_is_an_error()
    {
        var file = Podmans.ToArray();
        foreach (var page in Branches(file))
        {
            var header = file.AsSpan(page * PageSize, PageSize);
            for (var element = 0; element < BinaryPrimitives.ReadUInt16LittleEndian(header[10..]); element++)
            {
                BinaryPrimitives.WriteInt64LittleEndian(header[(16 + (element * 16) + 8)..], page);
            }
        }

        Assert.Throws<InvalidDataException>(() => IpamDatabase.Parse(file).Holdings("rootful0"));
    }

    [Fact]
    public void Pages_that_are_met_again_and_again_are_an_error_once_the_file_has_no_room_for_so_many()
    {
        var database = new BoltDatabase(Podmans);
        var page = Branches(Podmans).First();

        var error = Assert.Throws<InvalidDataException>(() =>
        {
            for (var times = 0; times < Podmans.Length; times++)
            {
                database.Page((ulong)page);
            }
        });

        Assert.Equal("more elements than the file has room for", error.Message);
    }

    private static Gen<uint> EvilWord =>
        Gen.OneOf(
            Gen.Const(0u),
            Gen.Const(uint.MaxValue),
            Gen.Const(0x7fffffffu),
            Gen.UInt[0, 256],
            Gen.UInt[0, 0x20000],
            Gen.UInt
        );

    private static IEnumerable<int> Branches(byte[] file) =>
        Enumerable
            .Range(2, (file.Length / PageSize) - 2)
            .Where(page => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan((page * PageSize) + 8)) == 1);

    // The only exception let through is the one for damaged files; a hang would stop the test run.
    private static void ReadAll(byte[] file)
    {
        foreach (var network in Networks)
        {
            try
            {
                _ = IpamDatabase.Parse(file).Holdings(network);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("damaged", e.Message, StringComparison.Ordinal);
            }
        }

        RewriteAll(file);
    }

    private static void RewriteAll(byte[] file)
    {
        try
        {
            var database = new BoltDatabase(file);
            _ = BoltCommit.Replace(database, BoltTree.Of(database));
        }
        catch (InvalidDataException)
        {
            // The only one that may come.
        }
    }
}
