// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace RootfulContainers.Definitions.Values;

internal enum PortProtocol
{
    Tcp,
    Udp,
    Sctp,
}

/// <summary>
/// Ports of the host that lead into the container, in the grammar of <c>podman run --publish</c>:
/// <c>[[ip:][host[-end]]:]container[-end][/tcp|udp|sctp[,...]]</c>, with an IPv6 host address in brackets.
/// </summary>
/// <param name="HostAddress">The address listened on; <see langword="null"/> for every address of the host.</param>
/// <param name="HostPort">First port on the host; <see langword="null"/> for a free one chosen at attach.</param>
/// <param name="ContainerPort">First port in the container.</param>
/// <param name="Count">How many consecutive ports, at least 1.</param>
/// <param name="Protocols">At least one, in the order written.</param>
internal sealed record PublishedPort(
    IPAddress? HostAddress,
    ushort? HostPort,
    ushort ContainerPort,
    int Count,
    IReadOnlyList<PortProtocol> Protocols
)
{
    /// <summary>
    /// How many ports one container can publish, one for each protocol: netavark makes a rule for each, and is given
    /// its time.
    /// </summary>
    public const int Most = 12_000;

    private const string Grammar = "[[ip:][host[-end]]:]container[-end][/tcp|udp|sctp]";

    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out PublishedPort? port,
        [NotNullWhen(false)] out string? error
    )
    {
        port = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseProtocols(slash < 0 ? "tcp" : text[(slash + 1)..], out var protocols, out var reason))
        {
            error = Invalid(text, reason);
            return false;
        }

        if (!TrySplit(slash < 0 ? text : text[..slash], out var parts, out reason))
        {
            error = Invalid(text, reason);
            return false;
        }

        if (!TryParseRange(parts.Container, out var container, out var count, out reason))
        {
            error = Invalid(text, reason);
            return false;
        }

        ushort? host = null;
        if (parts.Host.Length > 0)
        {
            if (!TryParseRange(parts.Host, out var first, out var hostCount, out reason))
            {
                error = Invalid(text, reason);
                return false;
            }

            if (hostCount != count)
            {
                error = Invalid(text, $"{hostCount} host ports for {count} container ports");
                return false;
            }

            host = first;
        }

        port = new PublishedPort(parts.Address, host, container, count, protocols);
        error = null;
        return true;
    }

    /// <summary>The shortest text that parses to the same value.</summary>
    public override string ToString()
    {
        var address = HostAddress is null ? "" : $"{Bracketed(HostAddress)}:";
        var host =
            HostPort is { } first ? $"{Range(first)}:"
            : address.Length > 0 ? ":"
            : "";
        var protocols = string.Join(',', Protocols.Select(Name));
        return $"{address}{host}{Range(ContainerPort)}{(protocols == "tcp" ? "" : "/" + protocols)}";
    }

    public static string TooMany(int count) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"publishes {count} ports; at most {Most} are possible (each protocol counts), or use a macvlan network"
        );

    public static string Name(PortProtocol protocol) =>
        protocol switch
        {
            PortProtocol.Tcp => "tcp",
            PortProtocol.Udp => "udp",
            _ => "sctp",
        };

    /// <summary>Whether two programs that listen on these addresses, null being all, get in each other's way.</summary>
    public static bool AddressesOverlap(IPAddress? left, IPAddress? right) =>
        left is null
        || right is null
        || left.Equals(right)
        || (left.AddressFamily == right.AddressFamily && (IsAny(left) || IsAny(right)));

    public bool Equals(PublishedPort? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private string Range(ushort first) =>
        Count == 1
            ? first.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{first}-{first + Count - 1}");

    public static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static string Bracketed(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private static string Invalid(string text, string reason) =>
        $"published port '{text}': {reason}; expected {Grammar}";

    private readonly record struct Parts(IPAddress? Address, string Host, string Container);

    private static bool TrySplit(string text, out Parts parts, [NotNullWhen(false)] out string? reason)
    {
        parts = default;
        reason = null;
        IPAddress? address = null;
        var rest = text;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf("]:", StringComparison.Ordinal);
            if (end < 0 || !AddressText.TryParseIpv6(text[1..end], out address))
            {
                reason = "no IPv6 address between the brackets";
                return false;
            }

            if (address.Equals(IPAddress.IPv6Loopback))
            {
                // The kernel routes nothing from ::1 to another interface; for 127.0.0.0/8 netavark has it do so.
                reason = "[::1] cannot lead into a container; use 127.0.0.1, or another address of the host";
                return false;
            }

            rest = text[(end + 2)..];
            if (!rest.Contains(':', StringComparison.Ordinal))
            {
                rest = ":" + rest;
            }
        }

        var fields = rest.Split(':');
        if (fields.Length == 3 && address is null)
        {
            if (fields[0].Length > 0 && !AddressText.TryParseIpv4(fields[0], out address))
            {
                reason = $"'{fields[0]}' is not an IPv4 address";
                return false;
            }

            fields = fields[1..];
        }

        if (fields.Length > 2)
        {
            reason = "too many ':' (an IPv6 address goes in brackets)";
            return false;
        }

        parts = new Parts(address, fields.Length == 2 ? fields[0] : "", fields[^1]);
        return true;
    }

    private static bool TryParseRange(
        string text,
        out ushort first,
        out int count,
        [NotNullWhen(false)] out string? reason
    )
    {
        count = 0;
        reason = null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var firstText = dash < 0 ? text : text[..dash];
        var lastText = dash < 0 ? text : text[(dash + 1)..];
        if (!TryParsePort(firstText, out first) || !TryParsePort(lastText, out var last))
        {
            reason = text.Length == 0 ? "no container port" : $"'{text}' is not a port or range of ports (1 to 65535)";
            return false;
        }

        if (last < first)
        {
            reason = $"range '{text}' ends before it starts";
            return false;
        }

        count = last - first + 1;
        return true;
    }

    private static bool TryParsePort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;

    private static bool TryParseProtocols(
        string text,
        out List<PortProtocol> protocols,
        [NotNullWhen(false)] out string? reason
    )
    {
        protocols = [];
        reason = null;
        foreach (var name in text.Split(','))
        {
            PortProtocol? protocol = name switch
            {
                "tcp" => PortProtocol.Tcp,
                "udp" => PortProtocol.Udp,
                "sctp" => PortProtocol.Sctp,
                _ => null,
            };
            if (protocol is null || protocols.Contains(protocol.Value))
            {
                reason = protocol is null ? $"unknown protocol '{name}'" : $"protocol '{name}' twice";
                return false;
            }

            protocols.Add(protocol.Value);
        }

        return true;
    }
}
