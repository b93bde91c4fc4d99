// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform.Networks;
using Xunit;

namespace RootfulContainers.Tests.Addressing;

public class AddressPoolTests
{
    private static readonly UInt128 Web = AddressKey
        .Derive([.. Enumerable.Range(0, 32).Select(i => (byte)i)], "web", "rootful0")
        .Number;

    [Fact]
    public void A_taken_address_makes_way_for_the_one_seven_further()
    {
        var pool = Pool("10.89.0.0/24", "10.89.0.1");

        Assert.Equal(Address("10.89.0.77"), Allocate(pool, Web));
        Assert.Equal(Address("10.89.0.84"), Allocate(pool, Web, "10.89.0.77"));
        Assert.Equal(Address("10.89.0.91"), Allocate(pool, Web, "10.89.0.77", "10.89.0.84"));
    }

    [Theory]
    [InlineData("10.89.0.0/24", 0, "10.89.0.7")]
    [InlineData("10.89.0.0/24", 255, "10.89.0.6")]
    [InlineData("10.89.0.0/24", 1, "10.89.0.8")]
    [InlineData("fd00::/64", 0, "fd00::7")]
    [InlineData("fd00::/112", 65535, "fd00::ffff")]
    public void The_subnets_own_addresses_and_the_gateway_are_skipped(string subnet, int preferred, string expected) =>
        Assert.Equal(Address(expected), Allocate(Pool(subnet, "10.89.0.1"), Key(preferred)));

    [Theory]
    [InlineData("10.89.0.4/30", "10.89.0.5", "10.89.0.6")]
    [InlineData("10.89.0.4/31", "10.89.0.4", "")]
    [InlineData("10.89.0.4/31", null, "")]
    [InlineData("10.89.0.4/32", null, "")]
    [InlineData("fd00::4/126", "fd00::5", "fd00::6 fd00::7")]
    [InlineData("fd00::4/127", "fd00::5", "fd00::4")]
    [InlineData("fd00::4/128", null, "fd00::4")]
    public void A_tiny_subnet_has_what_is_left(string subnet, string? gateway, string expected) =>
        Assert.Equal(expected, string.Join(' ', Sorted(Pool(subnet, gateway).Candidates(Web))));

    [Fact]
    public void The_lease_range_is_podmans()
    {
        var pool = Pool("10.89.0.0/24", "10.89.0.1", "10.89.0.2", "10.89.0.250");

        Assert.Equal("10.89.0.251 10.89.0.252 10.89.0.253 10.89.0.254", string.Join(' ', Sorted(pool.Candidates(Web))));
        Assert.Equal((UInt128)4, pool.Usable);
    }

    [Theory]
    [InlineData("10.89.0.128", null, 126)]
    [InlineData(null, "10.89.0.127", 127)]
    public void An_open_lease_range_reaches_to_the_subnets_end(string? start, string? end, int usable) =>
        Assert.Equal((UInt128)usable, Pool("10.89.0.0/24", "10.89.0.1", start, end).Usable);

    [Theory]
    [InlineData("10.89.0.9", "10.89.0.8")]
    [InlineData("10.89.1.1", null)]
    [InlineData("10.89.0.9", "fd00::1")]
    public void A_lease_range_outside_the_subnet_is_an_error(string? start, string? end)
    {
        var e = Assert.Throws<InvalidDataException>(() => Pool("10.89.0.0/24", null, start, end));

        Assert.Contains("network rootful0: lease_range", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_pool_is_an_error_that_names_the_network_and_its_size()
    {
        var pool = Pool("10.89.0.0/29", "10.89.0.1");
        var asked = new List<IPAddress>();

        Assert.False(pool.TryAllocate(Web, Refuse, out _, out var error));

        Assert.Equal(
            "network rootful0: no free address in 10.89.0.0/29 (5 usable, all taken); give the network a larger subnet",
            error
        );
        Assert.Equal(5, asked.Distinct().Count());
        Assert.Equal(5, asked.Count);

        bool Refuse(IPAddress address)
        {
            asked.Add(address);
            return false;
        }
    }

    [Fact]
    public void A_lease_range_that_leaves_nothing_of_an_ipv6_64_is_found_at_once()
    {
        var pool = Pool("fd00::/64", "fd00::1", "fd00::1", "fd00::ffff:ffff:ffff:ffff");

        Assert.False(pool.TryAllocate(Web, _ => throw new InvalidOperationException(), out _, out var error));

        Assert.Contains(
            "(0 usable beside its lease_range fd00::1-fd00::ffff:ffff:ffff:ffff)",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_last_free_addresses_beside_a_huge_lease_range_are_all_found()
    {
        var pool = Pool("fd00::/64", "fd00::1", "fd00::1:0", "fd00::ffff:ffff:ffff:ffff");

        var candidates = pool.Candidates(Web).ToHashSet();

        Assert.Equal(65534, candidates.Count);
        Assert.Equal((UInt128)65534, pool.Usable);
        Assert.DoesNotContain(Address("fd00::1"), candidates);
    }

    [Fact]
    public void An_ipv6_64_is_lazily_as_large_as_it_is()
    {
        var pool = Pool("fd00::/64", "fd00::1");

        Assert.Equal(UInt128.Parse("18446744073709551614", null), pool.Usable);
        Assert.Equal(10_000, pool.Candidates(Web).Take(10_000).Distinct().Count());
    }

    [Fact]
    public void Candidates_are_the_usable_addresses_in_the_keys_order_once_each() =>
        Gen.Select(Gen.Int[0, 10], Gen.ULong, Gen.Int[0, 1023], Gen.Int[0, 1023], Gen.Int[-1, 1023], Gen.Bool)
            .Sample(
                (bits, number, a, b, gateway, ipv4) =>
                {
                    var last = (1 << bits) - 1;
                    var network = new IPNetwork(Address(ipv4 ? "10.0.0.0" : "fd00::"), (ipv4 ? 32 : 128) - bits);
                    var subnet = new Subnet(network);
                    var (low, high) = (Math.Min(a, b), Math.Max(a, b));
                    var hasRange = high <= last;
                    var pool = new AddressPool(
                        "n",
                        network,
                        gateway < 0 || gateway > last ? null : At(gateway),
                        hasRange ? At(low) : null,
                        hasRange ? At(high) : null
                    );
                    var expected = Enumerable
                        .Range(0, last + 1)
                        .Select(n => (int)((number + (7 * (ulong)n)) & (ulong)last))
                        .Where(host => host != gateway && !(hasRange && host >= low && host <= high))
                        .Where(host => ipv4 ? host != 0 && host != last : bits < 2 || host != 0)
                        .Select(At)
                        .ToList();

                    Assert.Equal(expected, pool.Candidates(number));
                    Assert.Equal((UInt128)expected.Count, pool.Usable);

                    IPAddress At(int host) => subnet.Address((UInt128)host);
                }
            );

    [Theory]
    [InlineData("10.89.0.0", "the subnet's own")]
    [InlineData("10.89.0.255", "the broadcast address")]
    [InlineData("10.89.0.1", "the gateway's")]
    [InlineData("10.88.0.9", "not in its subnet 10.89.0.0/24")]
    [InlineData("fd00::9", "not in its subnet 10.89.0.0/24")]
    public void A_fixed_address_that_nobody_can_have_is_refused(string address, string reason)
    {
        var error = Pool("10.89.0.0/24", "10.89.0.1").CheckFixed(Address(address));

        Assert.StartsWith($"network rootful0: address {address} is ", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_routers_anycast_address_is_refused() =>
        Assert.Contains("anycast", Pool("fd00::/64").CheckFixed(Address("fd00::")), StringComparison.Ordinal);

    [Fact]
    public void A_fixed_address_may_lie_in_podmans_lease_range() =>
        Assert.Null(Pool("10.89.0.0/24", "10.89.0.1", "10.89.0.2", "10.89.0.250").CheckFixed(Address("10.89.0.9")));

    [Fact]
    public void Free_is_what_is_usable_and_nobody_has()
    {
        var pool = Pool("10.89.0.0/29", "10.89.0.1");

        Assert.Equal((UInt128)5, pool.Free([]));
        Assert.Equal(
            (UInt128)4,
            pool.Free(
                new[] { "10.89.0.1", "10.89.0.2", "10.89.0.2", "10.89.0.0", "10.90.0.3", "fd00::1" }.Select(
                    IPAddress.Parse
                )
            )
        );
    }

    private static IPAddress? Allocate(AddressPool pool, UInt128 key, params string[] taken)
    {
        pool.TryAllocate(key, address => !taken.Contains(address.ToString()), out var allocated, out _);
        return allocated;
    }

    private static IEnumerable<string> Sorted(IEnumerable<IPAddress> addresses) =>
        addresses.Select(address => address.ToString()).Order(StringComparer.Ordinal);

    private static UInt128 Key(int number) => (UInt128)number;

    private static IPAddress Address(string text) => IPAddress.Parse(text);

    private static AddressPool Pool(string subnet, string? gateway = null, string? start = null, string? end = null) =>
        new("rootful0", IPNetwork.Parse(subnet), Optional(gateway), Optional(start), Optional(end));

    private static IPAddress? Optional(string? text) => text is null ? null : Address(text);
}
