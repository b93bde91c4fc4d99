// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using RootfulContainers.Bolt;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.State;

/// <summary>What rootful podman's containers hold on one network.</summary>
/// <param name="Holders">Address to container id.</param>
/// <param name="LastAllocated">For each subnet the address that podman chose last; it continues after it.</param>
internal sealed record PodmanHoldings(
    IReadOnlyDictionary<IPAddress, string> Holders,
    IReadOnlyDictionary<IPNetwork, IPAddress> LastAllocated
);

/// <summary>
/// Podman's own record of addresses, as it is read. Buckets: network name, then subnet (beside <c>ids</c>), and in it an
/// address of 4 or 16 octets to the id of the container, and <c>lastIP</c> to an address.
/// </summary>
internal sealed class IpamDatabase
{
    public const string DefaultPath = "/run/containers/networks/ipam.db";

    // In place of a container's id; podman shows it to whom it refuses the address.
    public const string OwnPrefix = SystemUnits.ContainerPrefix;

    /// <summary>How long podman, or whoever else has it open, may keep it.</summary>
    public static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(60);

    // Thousands of containers take a few MiB.
    private const int LargestFile = 256 << 20;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly string _path;

    private IpamDatabase(ReadOnlyMemory<byte> file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <summary>Takes the content as it is between two of podman's transactions. A file that is not there holds nothing.</summary>
    public static IpamDatabase Read(string path = DefaultPath)
    {
        try
        {
            // Podman locks it exclusively while it has it open, and may reuse any page once it has committed twice.
            using var file = Descriptor.Open(path, O_RDONLY, $"open {path}");
            RuntimeLock.Acquire(file, path, LockLimit, isShared: true);
            return Parse(Content(file, path), path);
        }
        catch (ErrnoException e) when (e.Errno == ENOENT)
        {
            return Parse(ReadOnlyMemory<byte>.Empty, path);
        }
    }

    /// <summary>
    /// The same without the lock, which nobody who only looks may hold or wait for. What is read twice alike was there at one moment,
    /// and is whole: a transaction writes on no page of the one before it.
    /// </summary>
    /// <exception cref="HostException">It is written all the time.</exception>
    public static IpamDatabase Look(string path = DefaultPath)
    {
        const int Attempts = 100;
        var before = Unlocked(path);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var now = Unlocked(path);
            if (now.AsSpan().SequenceEqual(before))
            {
                return Parse(now, path);
            }

            before = now;
            Thread.Sleep(1);
        }

        throw new HostException($"{path} is being written all the time");
    }

    // Not by the framework, which locks whatever it opens.
    private static byte[] Unlocked(string path)
    {
        try
        {
            using var file = Descriptor.Open(path, O_RDONLY, $"open {path}");
            return file.ReadAll(LargestFile, path);
        }
        catch (ErrnoException e) when (e.Errno == ENOENT)
        {
            return [];
        }
    }

    /// <summary>Whether an address is held by a container of ours, which rootful podman does not know.</summary>
    public static bool IsOwn(string holder) => holder.StartsWith(OwnPrefix, StringComparison.Ordinal);

    /// <param name="file">Locked.</param>
    /// <param name="path">For messages.</param>
    public static ReadOnlyMemory<byte> Content(Descriptor file, string path) => file.ReadAll(LargestFile, path);

    /// <summary>Whether whoever makes the file, podman or a helper that was killed, has not come to its end: a new one has four pages.</summary>
    public static bool IsUnfinished(ReadOnlyMemory<byte> file) => file.Length < 4 * Environment.SystemPageSize;

    /// <summary>Pure; the path is for messages.</summary>
    public static IpamDatabase Parse(ReadOnlyMemory<byte> file, string path = DefaultPath) => new(file, path);

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public PodmanHoldings Holdings(string network)
    {
        var holders = new Dictionary<IPAddress, string>();
        var lastAllocated = new Dictionary<IPNetwork, IPAddress>();
        try
        {
            foreach (var (subnet, bucket) in Subnets(network))
            {
                Collect(subnet, bucket, holders, lastAllocated);
            }
        }
        catch (InvalidDataException e)
        {
            throw Damaged(_path, e);
        }

        return new PodmanHoldings(holders, lastAllocated);
    }

    public static InvalidDataException Damaged(string path, InvalidDataException how) =>
        new($"{path}: {how.Message}; podman's record of addresses is damaged", how);

    private IEnumerable<(IPNetwork Subnet, BoltBucket Bucket)> Subnets(string network)
    {
        if (IsUnfinished(_file))
        {
            yield break;
        }

        var root = new BoltDatabase(_file).Root;
        var name = Encoding.UTF8.GetBytes(network);
        foreach (var ofNetwork in root.Entries().Where(entry => entry.Key.Span.SequenceEqual(name)))
        {
            var bucket = root.Bucket(ofNetwork);
            foreach (var entry in bucket.Entries())
            {
                if (IPNetwork.TryParse(Text(entry.Key.Span), out var subnet))
                {
                    yield return (subnet, bucket.Bucket(entry));
                }
            }
        }
    }

    private static void Collect(
        IPNetwork subnet,
        BoltBucket bucket,
        Dictionary<IPAddress, string> holders,
        Dictionary<IPNetwork, IPAddress> lastAllocated
    )
    {
        foreach (var entry in bucket.Entries())
        {
            if (entry.Key.Span.SequenceEqual("lastIP"u8))
            {
                lastAllocated[subnet] = Address(entry.Value.Span);
            }
            else
            {
                holders[Address(entry.Key.Span)] = Text(entry.Value.Span);
            }
        }
    }

    // Subnets and container ids; the bound keeps damaged entries that overlap each other from adding up.
    private static string Text(ReadOnlySpan<byte> octets)
    {
        const int Longest = 256;
        return octets.Length <= Longest
            ? Encoding.UTF8.GetString(octets)
            : throw new InvalidDataException($"a text of {octets.Length} octets");
    }

    private static IPAddress Address(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is not (4 or 16))
        {
            throw new InvalidDataException($"{octets.Length} octets are not an address");
        }

        var address = new IPAddress(octets);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
