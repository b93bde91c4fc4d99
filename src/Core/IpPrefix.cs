// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RootfulContainers;

/// <summary>A subnet as a network definition has it: <c>10.89.0.0/24</c>, without host bits.</summary>
internal static class IpPrefix
{
    public static bool TryParse(string text, out IPNetwork prefix, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (IPNetwork.TryParse(text, out prefix) && IsPlain(text, prefix))
        {
            return true;
        }

        error = $"'{text}' is not a subnet without host bits, such as 10.89.0.0/24 or fd00:89::/64";
        return false;
    }

    /// <summary>The first address after the network's own, which podman takes for the gateway.</summary>
    public static IPAddress FirstHost(IPNetwork prefix)
    {
        var bytes = prefix.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }

    /// <summary>
    /// Not for containers: in IPv4 the first and the last address, in IPv6 the anycast address of the subnet's routers, which
    /// a subnet of two or one addresses does not have (RFC 6164).
    /// </summary>
    public static bool IsReserved(IPNetwork prefix, IPAddress address)
    {
        if (address.Equals(prefix.BaseAddress))
        {
            return prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork || prefix.PrefixLength < 127;
        }

        var host = address.GetAddressBytes();
        var bits = host.Length * 8;
        for (var bit = prefix.PrefixLength; bit < bits; bit++)
        {
            if ((host[bit / 8] & (0x80 >> (bit % 8))) == 0)
            {
                return false;
            }
        }

        return prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
    }

    // IPNetwork also takes 10.1/16, and drops host bits.
    private static bool IsPlain(string text, IPNetwork prefix) =>
        IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var address)
        && address.Equals(prefix.BaseAddress)
        && (text.Contains(':', StringComparison.Ordinal) || text.AsSpan().Count('.') == 3);
}
