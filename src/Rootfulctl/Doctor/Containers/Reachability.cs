// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>Whether a published port leads to the container.</summary>
internal static class Reachability
{
    public static readonly ContainerCheck Check = new(
        "reachable",
        "its published TCP ports answer at an address of the host",
        Find
    )
    {
        NeedsRoot = true,
    };

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    // A look at each of a large range would take long, and tells nothing more.
    private const int Most = 8;

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (!container.IsReachable)
        {
            yield break;
        }

        var state = container.Listed.State;
        var bridges = container
            .Host.Attached.SelectMany(c => c.State.HostEnds)
            .Select(e => e.Bridge)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var port in state.Ports.Where(p => p.Protocol == PortProtocol.Tcp).Take(Most))
        {
            // Where nothing listens there is nothing to reach, and something else has been said.
            var sockets = Listeners.Of(state, port.ProtocolName) ?? [];
            var families = state
                .Interfaces.SelectMany(i => i.Addresses)
                .Where(a => Listeners.Answer(sockets, port with { Count = 1 }, a))
                .Select(a => a.AddressFamily)
                .ToHashSet();
            var failed = Addresses(port.HostAddress, families, OfHost(bridges))
                .Select(a => new IPEndPoint(a, port.HostPort))
                .Where(e => !Answers(e))
                .ToList();
            if (failed.Count > 0)
            {
                yield return Finding.Error(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{string.Join(", ", failed)} does not answer, although a program listens on {port.ContainerPort}/tcp in it"
                    ),
                    "nobody reaches it there",
                    $"systemctl reload rootful-network@{container.Name} restores rules; 'rootfulctl status {container.Name}' says if its networks cannot publish ports"
                );
            }
        }
    }

    /// <summary>The one that is published, or one of the host's for each family.</summary>
    internal static IEnumerable<IPAddress> Addresses(
        IPAddress? published,
        IReadOnlySet<AddressFamily> families,
        IEnumerable<IPAddress> host
    ) =>
        // A program that connects to any address, such as ::, gets to the loopback's.
        (published is null || PublishedPort.IsAny(published) ? host : [published])
            .Where(a => families.Contains(a.AddressFamily))
            .Where(a => published is null || a.AddressFamily == published.AddressFamily)
            .DistinctBy(a => a.AddressFamily);

    private static IEnumerable<IPAddress> OfHost(HashSet<string> bridges) =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus != OperationalStatus.Down && !bridges.Contains(i.Name))
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => !IPAddress.IsLoopback(a) && !a.IsIPv6LinkLocal);

    private static bool Answers(IPEndPoint end)
    {
        using var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            socket.ConnectAsync(end, limit.Token).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
