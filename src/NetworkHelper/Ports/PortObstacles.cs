// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>Published ports that netavark takes without a word, and that lead nowhere.</summary>
internal static class PortObstacles
{
    /// <summary>What keeps all of the ports from leading into the container; null when nothing does.</summary>
    public static string? OfAll(IReadOnlyList<PortMapping> ports, IReadOnlyList<Network> networks)
    {
        var obstacles = networks.Select(n => n.PublishingObstacle).ToList();
        return ports.Count == 0 || obstacles.Contains(null)
            ? null
            : $"published ports lead nowhere: {string.Join("; ", obstacles)}";
    }

    /// <summary>Those that lead nowhere.</summary>
    public static IReadOnlyList<PortMapping> Ports(IReadOnlyList<PortMapping> ports, IReadOnlyList<Network> networks) =>
        OfAll(ports, networks) is null ? [.. ports.Where(p => HasNoAddress(p, networks))] : ports;

    /// <summary>What people should read of the ports that lead nowhere.</summary>
    public static IReadOnlyList<string> Find(IReadOnlyList<PortMapping> ports, IReadOnlyList<Network> networks) =>
        OfAll(ports, networks) is { } obstacle
            ? [obstacle]
            : [.. ports.Where(p => HasNoAddress(p, networks)).Select(Describe)];

    private static bool HasNoAddress(PortMapping port, IReadOnlyList<Network> networks) =>
        port.HostAddress is { } address
        && !networks.Any(n => n.PublishingObstacle is null && n.MayHave(address.AddressFamily));

    private static string Describe(PortMapping port)
    {
        var family = port.HostAddress?.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
        return $"published port '{port}' leads nowhere: the container has no {family} address";
    }
}
