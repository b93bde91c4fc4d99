// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;

namespace RootfulContainers.Definitions.Conflicts;

/// <summary>
/// A port of the host leads into one container. netavark does not notice a second one, which silently takes or loses
/// the traffic of the first. Two containers that are never up together can hand one over.
/// </summary>
internal static class PortRules
{
    /// <summary>Who publishes one port, on one address or all.</summary>
    private sealed class Claim(CheckedDefinition container, SourcePosition position, IPAddress? address)
    {
        public CheckedDefinition Container { get; } = container;

        public SourcePosition Position { get; } = position;

        public IPAddress? Address { get; } = address;

        /// <summary>Who publishes it as well, on another address or at another time.</summary>
        public Claim? Next { get; set; }
    }

    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        var claims = new Dictionary<(PortProtocol Protocol, int Port), Claim>(definitions.Count);
        foreach (var container in definitions)
        {
            var count = 0;
            foreach (var (published, position) in container.Ports)
            {
                count += published.Count * published.Protocols.Count;
                if (count > PublishedPort.Most)
                {
                    container.Diagnostics.Add(new Diagnostic(position, PublishedPort.TooMany(count)));
                    break;
                }

                foreach (var protocol in published.Protocols)
                {
                    Check(container, position, published, protocol, claims);
                }
            }
        }
    }

    private static void Check(
        CheckedDefinition container,
        SourcePosition position,
        PublishedPort published,
        PortProtocol protocol,
        Dictionary<(PortProtocol Protocol, int Port), Claim> claims
    )
    {
        for (var i = 0; i < published.Count && published.HostPort is { } first; i++)
        {
            var claim = new Claim(container, position, published.HostAddress);
            if (Rival(claims, (protocol, first + i), claim) is { } other)
            {
                container.Diagnostics.Add(new Diagnostic(position, Message(first + i, protocol, claim, other)));
                return;
            }
        }
    }

    /// <summary>Who has the port; when nobody has, it is the claim's.</summary>
    private static Claim? Rival(
        Dictionary<(PortProtocol Protocol, int Port), Claim> claims,
        (PortProtocol Protocol, int Port) port,
        Claim claim
    )
    {
        if (claims.TryAdd(port, claim))
        {
            return null;
        }

        var other = claims[port];
        while (
            !PublishedPort.AddressesOverlap(other.Address, claim.Address)
            || TakesTurns(claim.Container, other.Container)
            || TakesTurns(other.Container, claim.Container)
        )
        {
            if (other.Next is null)
            {
                other.Next = claim;
                return null;
            }

            other = other.Next;
        }

        return other;
    }

    /// <summary>Whether the one names the other as what has to be stopped first. systemd then has it give up its ports in time.</summary>
    private static bool TakesTurns(CheckedDefinition one, CheckedDefinition other) =>
        Names(one, "Conflicts", other) && (Names(one, "After", other) || Names(one, "Before", other));

    private static bool Names(CheckedDefinition one, string directive, CheckedDefinition other) =>
        one.Dependencies.Any(s =>
            s.Key.Target.Name == directive
            && s.Values.Any(v => SystemUnits.DefinitionOf(v.Text) == other.Name.ToString())
        );

    private static string Message(int port, PortProtocol protocol, Claim claim, Claim other)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{port}/{PublishedPort.Name(protocol)}");
        return ReferenceEquals(claim.Container, other.Container)
            ? $"host port {text} is published twice"
            : $"host port {text} is already published by '{other.Container.Name}' ({other.Position})";
    }
}
