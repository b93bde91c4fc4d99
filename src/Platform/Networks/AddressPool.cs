// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RootfulContainers.Platform.Networks;

/// <summary>The addresses of one subnet that may be given to our containers, in the order in which a container prefers them.</summary>
internal sealed class AddressPool
{
    private readonly string _network;
    private readonly UInt128? _gateway;
    private readonly (UInt128 First, UInt128 Last)? _leaseRange;

    /// <param name="network">For error texts.</param>
    /// <param name="subnet">One of the network's.</param>
    /// <param name="gateway">Its gateway, if any.</param>
    /// <param name="leaseStart">The network's <c>lease_range</c>: like podman, an end that is not given is the subnet's.</param>
    /// <param name="leaseEnd">Without both there is no lease range.</param>
    /// <exception cref="InvalidDataException">The subnet is none or the lease range is not inside it.</exception>
    public AddressPool(
        string network,
        IPNetwork subnet,
        IPAddress? gateway = null,
        IPAddress? leaseStart = null,
        IPAddress? leaseEnd = null
    )
    {
        _network = network;
        Subnet = new Subnet(subnet);
        _gateway = gateway is not null && Subnet.Contains(gateway) ? Subnet.Host(gateway) : null;
        _leaseRange = (leaseStart ?? leaseEnd) is null ? null : LeaseRange(leaseStart, leaseEnd);
    }

    public Subnet Subnet { get; }

    /// <summary>How many addresses are there for our containers, taken ones included.</summary>
    public UInt128 Usable
    {
        get
        {
            HashSet<UInt128> single = [0, Subnet.LastHost];
            if (_gateway is { } gateway)
            {
                single.Add(gateway);
            }

            var inRange = _leaseRange is { } range ? range.Last - range.First + 1 : 0;
            return Subnet.LastHost + 1 - inRange - (UInt128)single.Count(host => IsExcluded(host) && !IsPodmans(host));
        }
    }

    /// <summary>How many of them nobody has.</summary>
    public UInt128 Free(IEnumerable<IPAddress> taken) =>
        Usable
        - (UInt128)
            taken
                .Distinct()
                .Where(Subnet.Contains)
                .Select(Subnet.Host)
                .Count(host => !IsExcluded(host) && !IsPodmans(host));

    /// <summary>
    /// Every usable address once. Lazy: the first choice costs nothing more than itself, and podman's
    /// lease range, which may hold 2^63 addresses, is stepped over without looking at them.
    /// </summary>
    public IEnumerable<IPAddress> Candidates(UInt128 preferred)
    {
        // The step has no factor in common with the subnet's size, a power of two: no address is left out or comes twice.
        const int Step = 7;
        var n = UInt128.Zero;
        while (n <= Subnet.LastHost)
        {
            var host = unchecked(preferred + (Step * n)) & Subnet.LastHost;
            if (_leaseRange is { } range && IsPodmans(host))
            {
                n += ((range.Last - host) / Step) + 1;
                continue;
            }

            n++;
            if (!IsExcluded(host))
            {
                yield return Subnet.Address(host);
            }
        }
    }

    /// <summary>The first candidate that <paramref name="take"/> takes; it is asked once for each address it refuses.</summary>
    public bool TryAllocate(
        UInt128 preferred,
        Predicate<IPAddress> take,
        [NotNullWhen(true)] out IPAddress? address,
        [NotNullWhen(false)] out string? error
    )
    {
        address = Candidates(preferred).FirstOrDefault(candidate => take(candidate));
        error = address is null ? Full() : null;
        return error is null;
    }

    /// <summary>
    /// Why a fixed address cannot be given to a container, or <see langword="null"/>. One in podman's lease range can: the
    /// caller sees whether podman holds it.
    /// </summary>
    public string? CheckFixed(IPAddress address)
    {
        if (!Subnet.Contains(address))
        {
            return $"network {_network}: address {address} is not in its subnet {Subnet}";
        }

        var host = Subnet.Host(address);
        var use =
            host == _gateway ? "the gateway's"
            : !Subnet.IsReserved(host) ? null
            : Subnet.Family == AddressFamily.InterNetworkV6 ? "the routers' anycast address"
            : host == 0 ? "the subnet's own"
            : "the broadcast address";
        return use is null ? null : $"network {_network}: address {address} is {use} in {Subnet}; choose another";
    }

    private bool IsPodmans(UInt128 host) => _leaseRange is { } range && host >= range.First && host <= range.Last;

    private bool IsExcluded(UInt128 host) => Subnet.IsReserved(host) || host == _gateway;

    private (UInt128 First, UInt128 Last) LeaseRange(IPAddress? start, IPAddress? end)
    {
        start ??= Subnet.Address(0);
        end ??= Subnet.Address(Subnet.LastHost);
        return Subnet.Contains(start) && Subnet.Contains(end) && Subnet.Host(start) <= Subnet.Host(end)
            ? (Subnet.Host(start), Subnet.Host(end))
            : throw new InvalidDataException(
                $"network {_network}: lease_range {start}-{end} is not a range in {Subnet}"
            );
    }

    private string Full()
    {
        var usable = Usable;
        var why =
            usable > 0 ? string.Create(CultureInfo.InvariantCulture, $"{usable} usable, all taken")
            : _leaseRange is { } range
                ? $"0 usable beside its lease_range {Subnet.Address(range.First)}-{Subnet.Address(range.Last)}"
            : "0 usable";
        var remedy = usable > 0 || _leaseRange is null ? "" : "make its lease_range smaller or ";
        return $"network {_network}: no free address in {Subnet} ({why}); {remedy}give the network a larger subnet";
    }
}
