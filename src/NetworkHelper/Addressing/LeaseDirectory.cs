// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>
/// Which of our containers holds which address: one file <c>NETWORK/ADDRESS</c> per lease that holds the owner's name. The
/// directory is root's and on tmpfs, so leases end with the networks at reboot.
/// </summary>
internal sealed class LeaseDirectory(string path)
{
    // Root's alone: whoever may open a directory may lock it, and so keep every container of the network waiting.
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(60);

    /// <summary>Takes an address, or tells who holds it. Taking what one already holds succeeds.</summary>
    public bool TryTake(string network, IPAddress address, ContainerName owner, out ContainerName holder)
    {
        var directory = NetworkDirectory(network);
        _ = Directory.CreateDirectory(path, DirectoryMode);
        _ = Directory.CreateDirectory(directory, DirectoryMode);
        var lease = Path.Combine(directory, address.ToString());
        using var draft = Draft(directory, owner);
        holder = owner;
        while (!TryLink(draft, lease))
        {
            if (Holder(lease) is { } other)
            {
                holder = other;
                return holder == owner;
            }

            RemoveIf(directory, lease, other => other is null);
        }

        return true;
    }

    /// <summary>Gives an address back if <paramref name="owner"/> holds it.</summary>
    public bool Release(string network, IPAddress address, ContainerName owner)
    {
        var directory = NetworkDirectory(network);
        return RemoveIf(directory, Path.Combine(directory, address.ToString()), holder => holder == owner);
    }

    /// <summary>Gives back all that <paramref name="owner"/> holds, on every network.</summary>
    public void ReleaseAll(ContainerName owner)
    {
        foreach (var directory in NetworkDirectories)
        {
            foreach (var lease in LeaseFiles(directory))
            {
                RemoveIf(directory, lease, holder => holder == owner);
            }
        }
    }

    /// <summary>Whether <paramref name="owner"/> holds an address of any network.</summary>
    public bool HasAny(ContainerName owner) => NetworkDirectories.SelectMany(LeaseFiles).Any(l => Holder(l) == owner);

    /// <summary>The leases of a network.</summary>
    public IReadOnlyDictionary<IPAddress, ContainerName> List(string network)
    {
        var leases = new Dictionary<IPAddress, ContainerName>();
        foreach (var lease in LeaseFiles(NetworkDirectory(network)))
        {
            if (Holder(lease) is { } holder)
            {
                leases.Add(IPAddress.Parse(Path.GetFileName(lease)), holder);
            }
        }

        return leases;
    }

    private string[] NetworkDirectories => Directory.Exists(path) ? Directory.GetDirectories(path) : [];

    private string NetworkDirectory(string network) =>
        NetworkAttachment.CheckName(network) is { } error
            ? throw new ArgumentException(error, nameof(network))
            : Path.Combine(path, network);

    private static IEnumerable<string> LeaseFiles(string directory) =>
        Directory.Exists(directory)
            ? Directory.GetFiles(directory).Where(file => IsAddress(Path.GetFileName(file)))
            : [];

    private static bool IsAddress(string name) =>
        IPAddress.TryParse(name, out var address) && address.ToString() == name;

    // Nobody, when the lease is gone or holds no name: whatever wrote that was not TryTake, and it must not block for ever.
    private static ContainerName? Holder(string lease)
    {
        try
        {
            var text = File.ReadAllText(lease);
            return text.EndsWith('\n') && ContainerName.TryParse(text[..^1], out var holder, out _) ? holder : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    // Under a lock, because between reading a lease and removing it another process could remove it and a third take it.
    private static bool RemoveIf(string directory, string lease, Predicate<ContainerName?> condition)
    {
        if (!File.Exists(lease))
        {
            return false;
        }

        using var locked = Descriptor.Open(directory, O_RDONLY | O_DIRECTORY, $"open {directory}");
        RuntimeLock.Acquire(locked, directory, LockLimit);
        if (!File.Exists(lease) || !condition(Holder(lease)))
        {
            return false;
        }

        File.Delete(lease);
        return true;
    }

    /// <summary>
    /// Written without a name and then linked: a lease is never seen without its owner, and a crash leaves nothing.
    /// </summary>
    private static Descriptor Draft(string directory, ContainerName owner)
    {
        var draft = Descriptor.Open(
            directory,
            O_TMPFILE | O_WRONLY,
            $"make a lease in {directory}",
            Permissions.AllRead
        );
        try
        {
            ErrnoException.Check(fchmod(draft.Value, Permissions.AllRead), directory);
            draft.WriteAll($"{owner}\n", $"write a lease in {directory}");
            return draft;
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    private static bool TryLink(Descriptor draft, string lease)
    {
        if (linkat(AT_FDCWD, draft.ProcPath, AT_FDCWD, lease, AT_SYMLINK_FOLLOW) == 0)
        {
            return true;
        }

        var error = ErrnoException.Last($"take {lease}");
        return error.Errno == EEXIST ? false : throw error;
    }
}
