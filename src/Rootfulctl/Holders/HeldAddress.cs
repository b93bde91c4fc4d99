// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>An address of a network, and who has it.</summary>
/// <param name="Kind">See <see cref="AddressKinds"/>.</param>
internal sealed record HeldAddress(IPAddress Address, string Mac, Holder Holder, string Kind)
{
    /// <summary>Whether somebody uses it now, beside the host itself.</summary>
    public bool IsLeased => Kind is not (AddressKinds.Gateway or AddressKinds.Reserved);

    /// <summary>By which they are sorted.</summary>
    public string Order => $"{Address.AddressFamily:D} {Convert.ToHexString(Address.GetAddressBytes())}";
}

/// <summary>The words for why somebody has an address.</summary>
internal static class AddressKinds
{
    /// <summary>The definition asks for it.</summary>
    public const string Static = "static";

    /// <summary>The definition asks for it, and the container does not run.</summary>
    public const string Reserved = "reserved";

    /// <summary>Chosen by the container's name and the host's secret.</summary>
    public const string Derived = "derived";

    /// <summary>Given by a DHCP server.</summary>
    public const string Dhcp = "dhcp";

    /// <summary>A container of rootful podman's.</summary>
    public const string Podman = "podman";

    /// <summary>The host's own on the network.</summary>
    public const string Gateway = "gateway";
}
