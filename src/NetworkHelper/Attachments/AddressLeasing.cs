// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>Gets a container its addresses, with which all is decided that netavark is sent.</summary>
internal static class AddressLeasing
{
    public static void Do(SetupContext context)
    {
        var options = context.Options;
        var addresses = new Addresses(options.Name, Addresses.Leases, IpamDatabase.Read(), FixedAddresses.Load());
        var taken = context.Networks.Select((n, i) => addresses.Take(n, options.Networks[i], context.Keys[i])).ToList();
        addresses.Reserve(context.Networks, taken);
        context.Attached = AttachmentPlan.Complete(
            options.Networks,
            context.Networks,
            context.Keys,
            taken,
            // The default hostname is a piece of the id, which is a claim of the user's: it is no name for others.
            [.. options.Aliases.Concat(options.Hostname is { } own ? [own] : [])]
        );
        var request = NetavarkRequest.Build(
            options.Name,
            context.NetworkHostname,
            context.Attached,
            context.Ports.Mappings,
            context.DnsServers,
            context.PortNetworks
        );
        context.Request = Encoding.UTF8.GetBytes(request.ToJsonString());
    }
}
