// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.AntiSpoof;

/// <summary>A bridge on which a container is watched.</summary>
/// <param name="HasKnownAddresses">Whether its addresses there are ours to choose; else only MACs can be watched.</param>
internal sealed record WatchedBridge(string Name, bool HasKnownAddresses);

/// <summary>
/// On which bridges a container is watched, and what it may send there. All its addresses are its own everywhere: a
/// container on two networks may answer over the one with its address on the other.
/// </summary>
internal sealed record AntiSpoofPlan(
    IReadOnlyList<WatchedBridge> Bridges,
    IReadOnlyList<string> Macs,
    IReadOnlyList<IPAddress> Addresses
)
{
    public IReadOnlyList<IPAddress> Ipv4 => [.. Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetwork)];

    public IReadOnlyList<IPAddress> Ipv6 => [.. Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetworkV6)];

    /// <exception cref="HostException">What is asked for cannot be.</exception>
    public static void Check(IReadOnlyList<NetworkAttachment> wanted, IReadOnlyList<Network> networks)
    {
        if (networks.FirstOrDefault(n => !n.HasHostEnds && Setting(wanted, n) == true) is { } other)
        {
            throw new HostException(
                $"network {other.Name}: anti_spoof=true needs a network with driver bridge; this one has {other.Driver}"
            );
        }

        // Which of the container's interfaces is on which of the networks, only its owner could tell.
        var shared = networks
            .Where(n => n.HasHostEnds)
            .GroupBy(n => n.Bridge, StringComparer.Ordinal)
            .FirstOrDefault(b => b.DistinctBy(n => IsWatched(wanted, n)).Skip(1).Any());
        if (shared is not null)
        {
            throw new HostException(
                $"networks {string.Join(" and ", shared.Select(n => n.Name))} share bridge {shared.Key}; "
                    + "anti_spoof must be the same for them"
            );
        }
    }

    /// <param name="wanted">What was asked for; a network that is not there is watched.</param>
    /// <param name="attached">What the container has.</param>
    public static AntiSpoofPlan Of(IReadOnlyList<NetworkAttachment> wanted, IReadOnlyList<AttachedNetwork> attached)
    {
        var bridges = attached
            .Where(a => a.Network.HasHostEnds && IsWatched(wanted, a.Network))
            .GroupBy(a => a.Network.Bridge, StringComparer.Ordinal)
            .Select(b => new WatchedBridge(b.Key, b.All(a => a.Network.IpamDriver == "host-local")));
        return new AntiSpoofPlan(
            [.. bridges],
            [.. attached.Select(a => a.Mac)],
            [.. attached.SelectMany(a => a.Addresses)]
        );
    }

    private static bool IsWatched(IReadOnlyList<NetworkAttachment> wanted, Network network) =>
        Setting(wanted, network) ?? true;

    private static bool? Setting(IReadOnlyList<NetworkAttachment> wanted, Network network) =>
        wanted.FirstOrDefault(w => w.Name == network.Name)?.AntiSpoof;
}
