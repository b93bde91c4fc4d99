// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;

namespace RootfulContainers.Definitions;

/// <summary>
/// The addresses that definitions ask for, for the network helper, which gives none of them to another container. Not on its
/// command lines: with many definitions each would hold the addresses of all others. systemd passes over a file of this name.
/// </summary>
internal static class FixedAddressTable
{
    /// <returns>Nothing when no address is fixed.</returns>
    public static IEnumerable<UnitEntry> Plan(IEnumerable<CheckedDefinition> definitions)
    {
        // Also of invalid definitions: when the error is corrected, the address should still be there.
        var lines = string.Concat(
            definitions.SelectMany(Of).DistinctBy(a => (a.Network, a.Address)).Select(a => $"{a}\n")
        );
        // Which container has which address is for root alone.
        return lines.Length == 0
            ? []
            : [new TextFile(FixedAddress.FileName, Encoding.UTF8.GetBytes(lines), IsPrivate: true)];
    }

    private static IEnumerable<FixedAddress> Of(CheckedDefinition definition) =>
        from request in definition.Networks
        from address in new[] { request.Attachment.Ipv4, request.Attachment.Ipv6 }.OfType<IPAddress>()
        select new FixedAddress(request.Attachment.Name, address, definition.Name);
}
