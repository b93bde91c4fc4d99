// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Runtime.InteropServices;

namespace RootfulContainers.NetworkHelper.Addressing;

/// <summary>
/// Which of our containers holds which address: one file <c>NETWORK/ADDRESS</c> per lease that holds the owner's name. The
/// directory is root's and on tmpfs, so leases end with the networks at reboot.
/// </summary>
internal sealed partial class LeaseDirectory(string path)
{
    // Root's alone: whoever may open a directory may lock it, and so keep every container of the network waiting.
    private const UnixFileMode DirectoryMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode LeaseMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Takes an address, or tells who holds it. Taking what one already holds succeeds.</summary>
    public bool TryTake(string network, IPAddress address, ContainerName owner, out ContainerName holder)
    {
        var directory = NetworkDirectory(network);
        _ = Directory.CreateDirectory(path, DirectoryMode);
        _ = Directory.CreateDirectory(directory, DirectoryMode);
        var lease = Path.Combine(directory, address.ToString());
        // Written elsewhere and then linked: a lease is never seen without its owner, not even after a crash.
        var draft = Path.Combine(directory, $".{owner}.{Guid.NewGuid():N}");
        try
        {
            WriteOwner(draft, owner);
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
        finally
        {
            File.Delete(draft);
        }
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
        foreach (var directory in Directory.Exists(path) ? Directory.GetDirectories(path) : [])
        {
            foreach (var lease in LeaseFiles(directory))
            {
                RemoveIf(directory, lease, holder => holder == owner);
            }

            // What a crash in TryTake left.
            var drafts = $".{owner}.{new string('?', 32)}";
            foreach (var draft in Directory.GetFiles(directory, drafts, HiddenToo))
            {
                File.Delete(draft);
            }
        }
    }

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

    private static EnumerationOptions HiddenToo => new() { AttributesToSkip = FileAttributes.None };

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

        using var descriptor = AdvisoryLock.Open(directory, exclusive: true);
        if (!File.Exists(lease) || !condition(Holder(lease)))
        {
            return false;
        }

        File.Delete(lease);
        return true;
    }

    private static void WriteOwner(string draft, ContainerName owner)
    {
        using var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write);
        File.SetUnixFileMode(file.SafeFileHandle, LeaseMode);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{owner}\n"));
    }

    private static bool TryLink(string existing, string link)
    {
        const int FileExists = 17;
        if (Link(existing, link) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == FileExists ? false : throw new IOException($"{link}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string link);
}
