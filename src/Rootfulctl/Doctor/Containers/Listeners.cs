// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>The programs behind published ports.</summary>
internal static class Listeners
{
    public static readonly ContainerCheck Check = new(
        "listener",
        "a program in it listens on each published port",
        Find
    )
    {
        NeedsRoot = true,
    };

    /// <summary>Those in its network namespace; null when that is not known.</summary>
    public static IReadOnlyList<IPEndPoint>? Of(ContainerState state, string protocol) =>
        // SCTP has its own file, where the kernel has SCTP at all.
        protocol is "tcp" or "udp"
        && state.Process > 0
        && ContainerProcess.IsAlive(state.Process, state.StartTime)
            ? SocketTable.Read(protocol, state.Process.ToString(CultureInfo.InvariantCulture))
            : null;

    /// <summary>Whether one of them answers at an address of the container.</summary>
    public static bool Answer(IEnumerable<IPEndPoint> sockets, PortMapping port, IPAddress address) =>
        sockets.Any(s =>
            s.Port >= port.ContainerPort && s.Port < port.ContainerPort + port.Count && SocketTable.Answers(s, address)
        );

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (!container.IsReachable)
        {
            yield break;
        }

        var state = container.Listed.State;
        foreach (var port in state.Ports)
        {
            if (Of(state, port.ProtocolName) is { } sockets && Find(container, port, sockets) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Find(ExaminedContainer container, PortMapping port, IReadOnlyList<IPEndPoint> sockets)
    {
        var addresses = container
            .Listed.State.Interfaces.SelectMany(i => i.Addresses)
            .Where(a => port.HostAddress is null || a.AddressFamily == port.HostAddress.AddressFamily)
            .ToList();
        var unanswered = addresses.Where(a => !Answer(sockets, port, a)).ToList();
        if (unanswered.Count == 0)
        {
            return null;
        }

        var number = string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort}/{port.ProtocolName}");
        var published = port.ToString();
        var where = sockets
            .Where(s => s.Port == port.ContainerPort)
            .Select(s => s.Address.ToString())
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (unanswered.Count == addresses.Count)
        {
            return Finding.Error(
                where.Count == 0
                    ? $"nothing in it listens on {number}, to which the published port {published} leads"
                    : $"its program listens on {number} only at {string.Join(", ", where)}, where the published port {published} does not lead",
                "whoever asks there is refused",
                where.Count == 0
                    ? $"let its program listen on {number} or publish the port that it has; 'rootfulctl logs {container.Name}' may say why it does not"
                    : "let its program listen on all addresses: 0.0.0.0 and [::]"
            );
        }

        // A name server's or a proxy's choice may be one address; a whole family is forgotten.
        var family = unanswered[0].AddressFamily;
        return unanswered.Count(a => a.AddressFamily == family) == addresses.Count(a => a.AddressFamily == family)
            ? Finding.Warning(
                $"its program does not listen on {number} over {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")}, over which {published} leads there too",
                "whoever asks over that is refused",
                family == AddressFamily.InterNetwork
                    ? "let its program listen on 0.0.0.0 as well"
                    : $"let its program listen on [::] as well, or publish for IPv4 alone: \"0.0.0.0:{published}\""
            )
            : null;
    }
}
