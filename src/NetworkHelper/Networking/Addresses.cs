// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>
/// Chooses and leases a container's addresses. Runs under podman's lock, so that neither rootful podman nor another
/// container can take one in between.
/// </summary>
internal sealed class Addresses(ContainerName owner, LeaseDirectory leases, IpamDatabase podman)
{
    public static LeaseDirectory Leases => new($"{StateDirectory.Base}/.leases");

    /// <summary>One address per subnet, in the order of the subnets; none where another IPAM driver chooses.</summary>
    /// <exception cref="HelperException">A fixed address cannot be had, or a subnet is full.</exception>
    public IReadOnlyList<IPAddress> Take(Network network, NetworkAttachment attachment, AddressKey key)
    {
        var fixedAddresses = new[] { attachment.Ipv4, attachment.Ipv6 }.OfType<IPAddress>().ToList();
        if (network.IpamDriver != "host-local")
        {
            return fixedAddresses;
        }

        var held = podman.Holdings(network.Name).Holders;
        var taken = new List<IPAddress>();
        foreach (var subnet in network.Subnets)
        {
            var pool = new AddressPool(network.Name, subnet.Range, subnet.Gateway, subnet.LeaseStart, subnet.LeaseEnd);
            var wanted = fixedAddresses.Find(a => a.AddressFamily == pool.Subnet.Family);
            fixedAddresses.RemoveAll(a => Equals(a, wanted));
            taken.Add(wanted is null ? TakeFree(pool, network, key, held) : TakeFixed(pool, network, wanted, held));
        }

        return fixedAddresses.Count == 0
            ? taken
            : throw new HelperException(
                $"network {network.Name}: no subnet for address {fixedAddresses[0]}"
                    + $" (it has {string.Join(", ", network.Subnets.Select(s => s.Range))})"
            );
    }

    /// <summary>Frees what the container holds.</summary>
    public static void Release(ContainerName owner) => Leases.ReleaseAll(owner);

    private IPAddress TakeFree(
        AddressPool pool,
        Network network,
        AddressKey key,
        IReadOnlyDictionary<IPAddress, string> held
    ) =>
        pool.TryAllocate(key, a => !held.ContainsKey(a) && TryLease(network, a) is null, out var address, out var error)
            ? address
            : throw new HelperException(error);

    private IPAddress TakeFixed(
        AddressPool pool,
        Network network,
        IPAddress address,
        IReadOnlyDictionary<IPAddress, string> held
    )
    {
        var problem =
            pool.CheckFixed(address)
            ?? (
                held.ContainsKey(address)
                    ? $"network {network.Name}: a container of rootful podman holds {address}"
                    : null
            );
        if (problem is null && TryLease(network, address) is { } holder)
        {
            problem = $"network {network.Name}: container {holder} holds {address}";
        }

        return problem is null ? address : throw new HelperException(problem);
    }

    /// <returns>Who holds it, or null when it is now ours.</returns>
    private ContainerName? TryLease(Network network, IPAddress address)
    {
        while (!leases.TryTake(network.Name, address, owner, out var holder))
        {
            // A container that is gone left it: no state, so nothing was or is attached with it.
            if (holder == owner)
            {
                return null;
            }

            if (Directory.Exists($"{StateDirectory.Base}/{holder}"))
            {
                return holder;
            }

            leases.Release(network.Name, address, holder);
        }

        return null;
    }
}
