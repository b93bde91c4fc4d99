// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// Port 53: aardvark-dns, which netavark starts, answers for the containers' names on the host's address in each network. Who
/// publishes that port on every address has one of the two fail.
/// </summary>
internal static class NameServerPort
{
    /// <exception cref="HostException">The container wants a name server on its networks, and the port of it for itself.</exception>
    public static void Check(IReadOnlyList<PublishedPort> ports, IReadOnlyList<Network> networks, ContainersConf conf)
    {
        if (
            networks.FirstOrDefault(n => n is { DnsEnabled: true, Driver: "bridge" }) is { } network
            && ports.SelectMany(Mappings).FirstOrDefault(m => Meets(m, conf)) is { } port
        )
        {
            throw new PortTakenException(
                port.At(conf.DnsPort),
                $"by the name server of network {network.Name}, aardvark-dns: {WaysOut(port, conf)}"
            );
        }
    }

    /// <summary>The ways out where aardvark-dns has the port that was wanted; null when it was somebody else.</summary>
    public static string? Explain(PortMapping port, ContainersConf conf) =>
        Meets(port, conf) && IsNameServerRunning()
            ? $"on this host, where aardvark-dns is the name server of networks: {WaysOut(port, conf)}"
            : null;

    /// <summary>The ways out where a port that is published kept aardvark-dns from starting; null when netavark failed otherwise.</summary>
    public static string? Explain(string failure, ContainerName self, ContainersConf conf)
    {
        if (
            !failure.Contains("aardvark-dns", StringComparison.Ordinal)
            || !failure.Contains("in use", StringComparison.Ordinal)
        )
        {
            return null;
        }

        foreach (var protocol in new[] { PortProtocol.Udp, PortProtocol.Tcp })
        {
            var port = new PortMapping(null, conf.DnsPort, conf.DnsPort, 1, protocol);
            if (PortHolders.Find(port, self) is { } holder)
            {
                return $"port {conf.DnsPort} is published by container {holder}: {WaysOut(port, conf)}";
            }
        }

        return null;
    }

    private static IEnumerable<PortMapping> Mappings(PublishedPort port) =>
        port.HostPort is { } first
            ? port.Protocols.Select(p => new PortMapping(port.HostAddress, first, port.ContainerPort, port.Count, p))
            : [];

    /// <summary>Whether the port is the name server's, on the addresses of networks too.</summary>
    private static bool Meets(PortMapping port, ContainersConf conf) =>
        port.Protocol != PortProtocol.Sctp
        && (port.HostAddress is null || PublishedPort.IsAny(port.HostAddress))
        && port.HostPort <= conf.DnsPort
        && conf.DnsPort < port.HostPort + port.Count;

    private static string WaysOut(PortMapping port, ContainersConf conf)
    {
        var alone = port.At(conf.DnsPort) with { HostAddress = System.Net.IPAddress.Parse("192.0.2.1") };
        return $"publish it on one address of the host, such as {alone}, or give the name server another port: "
            + "dns_bind_port in the [network] table of containers.conf(5), with all containers stopped";
    }

    private static bool IsNameServerRunning()
    {
        using var process = NameServer.Find();
        return process is not null;
    }
}
