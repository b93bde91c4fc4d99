// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RootfulContainers.Generator.Rules;

/// <summary>
/// A port of the host leads into one container. netavark does not notice a second one, which silently takes or loses
/// the traffic of the first.
/// </summary>
internal static class PortRules
{
    private sealed record Claim(
        ContainerOutline Container,
        SourcePosition Position,
        IPAddress? Address,
        int First,
        int Last
    );

    public static void Check(IReadOnlyList<ContainerOutline> containers)
    {
        var claims = new Dictionary<(PortProtocol Protocol, int Port), List<Claim>>();
        foreach (var container in containers)
        {
            foreach (var value in container.Published)
            {
                if (PublishedPort.TryParse(value.Text, out var port, out _) && port.HostPort is { } first)
                {
                    var claim = new Claim(container, value.Position, port.HostAddress, first, first + port.Count - 1);
                    foreach (var protocol in port.Protocols)
                    {
                        Add(claims, protocol, claim);
                    }
                }
            }
        }
    }

    private static void Add(
        Dictionary<(PortProtocol Protocol, int Port), List<Claim>> claims,
        PortProtocol protocol,
        Claim claim
    )
    {
        for (var port = claim.First; port <= claim.Last; port++)
        {
            if (!claims.TryGetValue((protocol, port), out var others))
            {
                claims.Add((protocol, port), others = []);
            }

            if (others.Find(o => Overlap(o.Address, claim.Address)) is { } other)
            {
                claim.Container.Diagnostics.Add(new Diagnostic(claim.Position, Message(port, protocol, claim, other)));
                return;
            }

            others.Add(claim);
        }
    }

    private static string Message(int port, PortProtocol protocol, Claim claim, Claim other)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{port}/{PublishedPort.Name(protocol)}");
        return ReferenceEquals(claim.Container, other.Container)
            ? $"host port {text} is published twice"
            : $"host port {text} is already published by '{other.Container.Name}' ({other.Position})";
    }

    private static bool Overlap(IPAddress? left, IPAddress? right) =>
        left is null
        || right is null
        || left.Equals(right)
        || (left.AddressFamily == right.AddressFamily && (IsAny(left) || IsAny(right)));

    private static bool IsAny(IPAddress address) =>
        address.Equals(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
}
