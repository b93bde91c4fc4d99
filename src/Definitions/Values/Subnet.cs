// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RootfulContainers.Definitions.Values;

/// <summary>An IPv4 or IPv6 subnet, and its addresses as numbers counted from its first address.</summary>
internal sealed record Subnet
{
    private readonly UInt128 _first;

    /// <exception cref="InvalidDataException">It is all there is, which is no subnet.</exception>
    public Subnet(IPNetwork network)
    {
        if (network.PrefixLength == 0)
        {
            throw new InvalidDataException($"{network} is not a subnet");
        }

        Family = network.BaseAddress.AddressFamily;
        HostBits = Bits(Family) - network.PrefixLength;
        _first = Number(network.BaseAddress);
    }

    /// <summary>Reads <c>10.89.0.0/24</c>, without host bits.</summary>
    public static bool TryParse(string text, out IPNetwork network, [NotNullWhen(false)] out string? error)
    {
        error =
            IPNetwork.TryParse(text, out network) && IsPlain(text, network)
                ? null
                : $"'{text}' is not a subnet without host bits, such as 10.89.0.0/24 or fd00:89::/64";
        return error is null;
    }

    /// <summary>The first address after the network's own, which podman takes for the gateway.</summary>
    public static IPAddress FirstHost(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }

    public AddressFamily Family { get; }

    /// <summary>How many low bits tell the addresses of the subnet apart.</summary>
    public int HostBits { get; }

    /// <summary>The last address counted from the first, so one less than the size.</summary>
    public UInt128 LastHost => (UInt128.One << HostBits) - 1;

    /// <summary>
    /// Not for containers: in IPv4 the first and the last address, in IPv6 the anycast address of the subnet's routers, which
    /// a subnet of two or one addresses does not have (RFC 6164). One of IPv4 would have no broadcast address either
    /// (RFC 3021), but netavark gives each container the last address for one, and nothing reaches it then.
    /// </summary>
    public bool IsReserved(UInt128 host) =>
        Family == AddressFamily.InterNetwork ? host == 0 || host == LastHost : HostBits >= 2 && host == 0;

    public bool IsReserved(IPAddress address) => IsReserved(Host(address));

    public bool Contains(IPAddress address) =>
        address.AddressFamily == Family && Number(address) >= _first && Number(address) - _first <= LastHost;

    /// <summary>The number of an address that the subnet contains.</summary>
    public UInt128 Host(IPAddress address) =>
        Contains(address)
            ? Number(address) - _first
            : throw new ArgumentException($"{address} is not in {this}", nameof(address));

    /// <summary>The address of a number; bits that do not fit into the subnet are ignored.</summary>
    public IPAddress Address(UInt128 host)
    {
        var number = _first | (host & LastHost);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(Family == AddressFamily.InterNetwork ? bytes[12..] : bytes);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Address(0)}/{Bits(Family) - HostBits}");

    // IPNetwork also takes 10.1/16, and drops host bits.
    private static bool IsPlain(string text, IPNetwork network) =>
        IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var address)
        && address.Equals(network.BaseAddress)
        && (text.Contains(':', StringComparison.Ordinal) || text.AsSpan().Count('.') == 3);

    private static int Bits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        _ = address.TryWriteBytes(bytes[(16 - (Bits(address.AddressFamily) / 8))..], out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
