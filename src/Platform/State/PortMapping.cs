// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Platform.State;

/// <summary>Ports that netavark forwards: a published port of one protocol with its host port decided.</summary>
internal sealed record PortMapping(
    IPAddress? HostAddress,
    ushort HostPort,
    ushort ContainerPort,
    int Count,
    PortProtocol Protocol
)
{
    public string ProtocolName => PublishedPort.Name(Protocol);

    /// <summary>One of the mapping's ports alone, by its number on the host.</summary>
    public PortMapping At(int number) =>
        this with
        {
            HostPort = (ushort)number,
            ContainerPort = (ushort)(ContainerPort + number - HostPort),
            Count = 1,
        };

    /// <summary>Whether both want one port of the host.</summary>
    public bool Overlaps(PortMapping other) =>
        Protocol == other.Protocol
        && HostPort < other.HostPort + other.Count
        && other.HostPort < HostPort + Count
        && PublishedPort.AddressesOverlap(HostAddress, other.HostAddress);

    /// <summary>In the grammar of <c>--publish</c>.</summary>
    public override string ToString() =>
        new PublishedPort(HostAddress, HostPort, ContainerPort, Count, [Protocol]).ToString();
}
