// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RootfulContainers.Definitions.Values;

/// <summary>
/// Plain addresses. The framework also takes <c>1</c> for 0.0.0.1, octal and hexadecimal octets, and brackets, ports,
/// prefixes and zones around IPv6, all of which are errors where this project asks for an address.
/// </summary>
internal static class AddressText
{
    private static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address) =>
        TryParseIpv4(text, out address) || TryParseIpv6(text, out address);

    public static bool TryParseIpv4(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && address.AddressFamily == AddressFamily.InterNetwork
        && address.ToString() == text;

    public static bool TryParseIpv6(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        return !text.AsSpan().ContainsAnyExcept(Ipv6Characters)
            && IPAddress.TryParse(text, out address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;
    }
}
