// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace RootfulContainers.Definitions.Values;

/// <summary>An address that a definition asks for. Its text form is a line of <see cref="FileName"/>.</summary>
internal sealed record FixedAddress(string Network, IPAddress Address, ContainerName Container)
{
    /// <summary>In the directory of the system manager's generators, when there is such an address.</summary>
    public const string FileName = "rootful-containers.addresses";

    public static bool TryParse(string line, [NotNullWhen(true)] out FixedAddress? result)
    {
        result =
            line.Split(' ') is [var network, var text, var name]
            && AddressText.TryParse(text, out var address)
            && ContainerName.TryParse(name, out var container, out _)
                ? new FixedAddress(network, address, container)
                : null;
        return result is not null;
    }

    public override string ToString() => $"{Network} {Address} {Container}";
}
