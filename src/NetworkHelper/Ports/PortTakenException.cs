// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>A published port that somebody else on the host has.</summary>
/// <param name="holder">Continues "is already taken".</param>
internal sealed class PortTakenException(PortMapping port, string holder)
    : HostException($"published port '{port}': {port.ProtocolName} port {port.HostPort} is already taken {holder}")
{
    public PortMapping Port { get; } = port;
}
