// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using Microsoft.Win32.SafeHandles;
using RootfulContainers.Bolt;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>An address of a container of ours.</summary>
internal readonly record struct Reservation(string Network, IPNetwork Subnet, IPAddress Address);

/// <summary>
/// The addresses of our containers, in podman's own record of addresses. Podman looks nowhere else: without a lease range it
/// goes through the whole subnet, and a fixed address may be anywhere, so it would give ours to a container of its own.
/// </summary>
/// <param name="path">Podman's record.</param>
/// <param name="lockLimit">How long podman may have it open meanwhile.</param>
internal sealed class IpamReservations(string path = IpamDatabase.DefaultPath, TimeSpan? lockLimit = null)
{
    /// <summary>Enters addresses that podman gave to nobody; those that are there already stay.</summary>
    public void Add(ContainerName owner, IReadOnlyList<Reservation> reservations)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var holder = Encoding.UTF8.GetBytes(IpamDatabase.OwnPrefix + owner);
        Change(root =>
        {
            var isChanged = false;
            foreach (var (network, subnet, address) in reservations)
            {
                var bucket = root.Bucket(Encoding.UTF8.GetBytes(network))
                    .Bucket(Encoding.UTF8.GetBytes(subnet.ToString()));
                isChanged |= bucket.Put(address.GetAddressBytes(), holder);
            }

            return isChanged;
        });
    }

    /// <summary>Takes out all of a container's addresses.</summary>
    public void Remove(ContainerName owner)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var holder = Encoding.UTF8.GetBytes(IpamDatabase.OwnPrefix + owner);
        Change(root =>
        {
            var isChanged = false;
            foreach (var (_, network) in root.Buckets)
            {
                foreach (var (_, subnet) in network.Buckets)
                {
                    isChanged |= subnet.RemoveAll(holder);
                }
            }

            return isChanged;
        });
    }

    private void Change(Predicate<BoltTree> change)
    {
        using var locked = RuntimeLock.Acquire(path, lockLimit ?? IpamDatabase.LockLimit);
        var bytes = IpamDatabase.Content(locked, path);
        using var file = new SafeFileHandle(locked.Value, ownsHandle: false);
        try
        {
            if (IpamDatabase.IsUnfinished(bytes))
            {
                var content = new BoltTree();
                _ = change(content);
                RandomAccess.Write(file, BoltCommit.NewFile(content, Environment.SystemPageSize), 0);
                return;
            }

            var database = new BoltDatabase(bytes);
            var root = BoltTree.Of(database);
            if (change(root))
            {
                var commit = BoltCommit.Replace(database, root);
                RandomAccess.Write(file, commit.Pages, commit.PagesOffset);
                RandomAccess.Write(file, commit.Meta, commit.MetaOffset);
            }
        }
        catch (InvalidDataException e)
        {
            throw IpamDatabase.Damaged(path, e);
        }
    }
}
