// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// The addresses that definitions ask for, for the network helper, which gives none of them to another container. Not on its
/// command lines: with many definitions each would hold the addresses of all others. systemd passes over a file of this name.
/// </summary>
internal sealed class FixedAddressTable : TextEntry
{
    private readonly IReadOnlyList<FixedAddress> _addresses;

    private FixedAddressTable(IReadOnlyList<FixedAddress> addresses)
        : base(FixedAddress.FileName) => _addresses = addresses;

    /// <returns>Nothing when no address is fixed.</returns>
    public static IEnumerable<FixedAddressTable> Plan(IEnumerable<ContainerOutline> containers)
    {
        // Also of broken definitions: when the mistake is corrected, the address should still be there.
        var addresses = containers.SelectMany(Of).DistinctBy(a => (a.Network, a.Address)).ToList();
        return addresses.Count == 0 ? [] : [new FixedAddressTable(addresses)];
    }

    /// <summary>Which container has which address is for root alone.</summary>
    public override bool IsPrivate => true;

    public override void Render(StringBuilder text)
    {
        foreach (var address in _addresses)
        {
            text.Append(address).Append('\n');
        }
    }

    private static IEnumerable<FixedAddress> Of(ContainerOutline container) =>
        from request in container.Networks
        from address in new[] { request.Attachment.Ipv4, request.Attachment.Ipv6 }.OfType<IPAddress>()
        select new FixedAddress(request.Attachment.Name, address, container.Name);
}
