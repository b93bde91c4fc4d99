// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>Ports of the host, and who has them or wants them.</summary>
/// <param name="Mapping">Its host port is 0 where any will do.</param>
/// <param name="State">See <see cref="PortStates"/>.</param>
internal sealed record HeldPort(PortMapping Mapping, Holder Holder, string State)
{
    /// <summary>Where it leads; empty for who listens itself.</summary>
    public string Target { get; init; } = "";

    /// <summary>Who is in its way, or in whose way it is.</summary>
    public IReadOnlyList<Holder> Rivals { get; init; } = [];

    public string Address => Mapping.HostAddress?.ToString() ?? "*";

    public string Port => Mapping.HostPort == 0 ? "any" : Range(Mapping.HostPort, Mapping.Count);

    public string StateText => Rivals.Count == 0 ? State : $"{State}, conflicts with {string.Join(", ", Rivals)}";

    public bool Has(int port, PortProtocol? protocol) =>
        Mapping.HostPort > 0
        && port >= Mapping.HostPort
        && port < Mapping.HostPort + Mapping.Count
        && (protocol is null || protocol == Mapping.Protocol);

    public static string Range(ushort first, int count) =>
        count == 1
            ? first.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{first}-{first + count - 1}");
}

/// <summary>The words for how somebody has a port.</summary>
internal static class PortStates
{
    public const string Published = "published";
    public const string Listening = "listening";

    /// <summary>Asked for by a container that is being attached or detached.</summary>
    public const string Changing = "changing";

    /// <summary>Asked for by a container that does not run.</summary>
    public const string Stopped = "stopped";

    /// <summary>The same, and it cannot run.</summary>
    public const string Invalid = "invalid";
}
