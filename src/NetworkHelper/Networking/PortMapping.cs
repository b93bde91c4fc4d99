// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.NetworkHelper.Networking;

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

    /// <summary>In the grammar of <c>--publish</c>.</summary>
    public override string ToString() =>
        new PublishedPort(HostAddress, HostPort, ContainerPort, Count, [Protocol]).ToString();
}
