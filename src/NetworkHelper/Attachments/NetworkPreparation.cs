// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>Checks everything that can be, and notes the container as a user of its networks: from then on they stay as they are.</summary>
internal static class NetworkPreparation
{
    public static void Do(SetupContext context)
    {
        var options = context.Options;
        context.Conf = ContainersConf.Load();
        var catalog = new NetworkCatalog(context.Conf.NetworkDirectory);
        foreach (var network in options.DefinedNetworks)
        {
            network.Apply(catalog);
        }

        var copies = new NetworkCopies(catalog, context.Log);
        Restore(copies, options.Networks);
        using var unchanged = NetworkLock.AcquireForUse();
        foreach (var network in options.DefinedNetworks)
        {
            network.RequireCurrent(catalog);
        }

        Check(context, catalog);
        var names = string.Join('\n', options.Networks.Select(n => n.Name));
        context.State.Write(StatePaths.Networks, Encoding.UTF8.GetBytes(names), Permissions.OwnerOnly);
        foreach (var network in options.Networks)
        {
            copies.Keep(network.Name);
        }
    }

    private static void Restore(NetworkCopies copies, IReadOnlyList<NetworkAttachment> networks)
    {
        var missing = networks.Where(n => copies.IsMissing(n.Name)).ToArray();
        if (missing.Length == 0)
        {
            return;
        }

        using var turn = NetworkLock.AcquireForChange();
        foreach (var network in missing)
        {
            _ = copies.Restore(network.Name);
        }
    }

    private static void Check(SetupContext context, NetworkCatalog catalog)
    {
        var options = context.Options;
        AttachmentPlan.Check(options.Networks);
        var secret = Secret.Load();
        var networks = new List<Network>();
        foreach (var attachment in options.Networks)
        {
            var network = catalog.Find(attachment.Name);
            Addresses.CheckFixed(network, attachment);
            CheckBridge(network);
            networks.Add(network);
        }

        NameServerPort.Check(options.Publish, networks, context.Conf);
        context.Networks = networks;
        context.AntiSpoofing = new AntiSpoofing(options.Name, options.Networks, context.Log);
        context.AntiSpoofing.Check(networks);
        context.Keys = [.. options.Networks.Select(n => AddressKey.Derive(secret, options.AddressKey, n.Name))];
        context.Netavark = new NetavarkProgram(context.Conf);
    }

    /// <summary>netavark would not take an interface of another kind for its bridge, but may remove it with the network.</summary>
    private static void CheckBridge(Network network)
    {
        if (!network.IsBridgeOfNetavark || RouteNetlink.IndexOf(network.Bridge) == 0)
        {
            return;
        }

        using var netlink = new RouteNetlink();
        if (!netlink.IsBridge(network.Bridge))
        {
            throw new HostException(
                $"interface {network.Bridge}, the bridge of network '{network.Name}', is there and is no bridge; give the network "
                    + "another interface_name"
            );
        }
    }
}
