// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>
/// Chooses and leases a container's addresses. Runs under podman's lock, so that neither rootful podman nor another
/// container can take one in between.
/// </summary>
internal sealed class Addresses(
    ContainerName owner,
    LeaseDirectory leases,
    IpamDatabase podman,
    FixedAddresses definitions
)
{
    public static LeaseDirectory Leases => new(StatePaths.Leases);

    /// <summary>Refuses a fixed address that no subnet can give; whether somebody holds it is seen when it is taken.</summary>
    public static void CheckFixed(Network network, NetworkAttachment attachment) => Match(network, attachment);

    /// <summary>One address per subnet, in the order of the subnets; none where another IPAM driver chooses.</summary>
    /// <exception cref="HostException">A fixed address cannot be had, or a subnet is full.</exception>
    public IReadOnlyList<IPAddress> Take(Network network, NetworkAttachment attachment, AddressKey key)
    {
        if (!network.ChoosesAddresses)
        {
            return FixedAddresses(attachment);
        }

        var held = podman
            .Holdings(network.Name)
            .Holders.Where(h => !IpamDatabase.IsOwn(h.Value))
            .Select(h => h.Key)
            .ToHashSet();
        return
        [
            .. Match(network, attachment)
                .Select(m =>
                    m.Wanted is null ? TakeFree(m.Pool, network, key, held) : TakeFixed(network, m.Wanted, held)
                ),
        ];
    }

    /// <summary>Keeps rootful podman from giving addresses that were taken to a container of its own.</summary>
    public void Reserve(IReadOnlyList<Network> networks, IReadOnlyList<IReadOnlyList<IPAddress>> taken)
    {
        var reservations = new List<Reservation>();
        for (var i = 0; i < networks.Count; i++)
        {
            if (networks[i].ChoosesAddresses)
            {
                reservations.AddRange(
                    networks[i].Subnets.Zip(taken[i], (s, a) => new Reservation(networks[i].Name, s.Range, a))
                );
            }
        }

        if (reservations.Count > 0)
        {
            new IpamReservations().Add(owner, reservations);
        }
    }

    /// <summary>Frees what the container holds.</summary>
    public static void Release(ContainerName owner) => Leases.ReleaseAll(owner);

    /// <summary>The same, for podman.</summary>
    public static void ReleaseReservations(ContainerName owner) => new IpamReservations().Remove(owner);

    private static List<IPAddress> FixedAddresses(NetworkAttachment attachment) =>
        [.. new[] { attachment.Ipv4, attachment.Ipv6 }.OfType<IPAddress>()];

    /// <summary>The subnets, each with the fixed address that it has to give.</summary>
    private static List<(AddressPool Pool, IPAddress? Wanted)> Match(Network network, NetworkAttachment attachment)
    {
        var pools = new List<(AddressPool, IPAddress?)>();
        if (!network.ChoosesAddresses)
        {
            return pools;
        }

        var rest = FixedAddresses(attachment);
        foreach (var subnet in network.Subnets)
        {
            var pool = new AddressPool(network.Name, subnet.Range, subnet.Gateway, subnet.LeaseStart, subnet.LeaseEnd);
            var wanted = rest.Find(a => a.AddressFamily == pool.Subnet.Family);
            rest.RemoveAll(a => Equals(a, wanted));
            if (wanted is not null && pool.CheckFixed(wanted) is { } problem)
            {
                throw new HostException(problem);
            }

            pools.Add((pool, wanted));
        }

        return rest.Count == 0
            ? pools
            : throw new HostException(
                $"network {network.Name}: no subnet for address {rest[0]}"
                    + $" (it has {string.Join(", ", network.Subnets.Select(s => s.Range))})"
            );
    }

    private IPAddress TakeFree(AddressPool pool, Network network, AddressKey key, HashSet<IPAddress> held) =>
        pool.TryAllocate(
            key.Number,
            a => IsFree(network, a, held) && TryLease(network, a) is null,
            out var address,
            out var error
        )
            ? address
            : throw new HostException(error);

    private bool IsFree(Network network, IPAddress address, HashSet<IPAddress> held) =>
        !held.Contains(address) && !definitions.IsForAnother(network.Name, address, owner);

    private IPAddress TakeFixed(Network network, IPAddress address, HashSet<IPAddress> held)
    {
        var problem = held.Contains(address)
            ? $"network {network.Name}: a container of rootful podman holds {address}"
            : null;
        if (problem is null && TryLease(network, address) is { } holder)
        {
            problem = $"network {network.Name}: container {holder} holds {address}";
        }

        return problem is null ? address : throw new HostException(problem);
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

            if (Directory.Exists(StatePaths.Directory(holder)))
            {
                return holder;
            }

            leases.Release(network.Name, address, holder);
        }

        return null;
    }
}
