// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>
/// A file or directory on whose way are only directories and links of root's, where nobody else can put another one: or the user whose
/// the first other part of the way is. Each part is opened in the one before and looked at by descriptor, so that what was looked
/// at is what is read.
/// </summary>
internal sealed class RootPath : IDisposable
{
    private const int MostLinks = 40;
    private const uint S_IFLNK = 0xA000;
    private const uint S_IFDIR = 0x4000;
    private const int Sticky = 0x200;
    private const int GroupWrite = 0x10;
    private const int OtherWrite = 0x2;

    private readonly string _path;
    private readonly Descriptor _opened;
    private readonly FileStatus _status;

    private RootPath(string path, Descriptor opened, FileStatus status, uint owner, string? link)
    {
        (_path, _opened, _status) = (path, opened, status);
        (Owner, Link) = (owner, link);
    }

    /// <summary>The user whose it is; 0 when it is root's.</summary>
    public uint Owner { get; }

    /// <summary>What the last part of the path holds, which is a link.</summary>
    public string? Link { get; }

    public bool IsDirectory => Owner == 0 && IsKind(_status, S_IFDIR);

    /// <summary>Whether others than root can put files there.</summary>
    public bool IsShared => MayOthersWrite(_status);

    /// <exception cref="HostException">Whose it is cannot be known, or others could change the way.</exception>
    public static uint OwnerOf(string path)
    {
        using var opened = Open(path);
        return opened.Owner;
    }

    /// <param name="path">Absolute.</param>
    /// <exception cref="HostException">It is not there, whose it is cannot be known, or others could change the way.</exception>
    public static RootPath Open(string path)
    {
        var (left, place, links) = (Parts(path), "/", 0);
        string? last = null;
        var opened = Descriptor.Open("/", O_PATH | O_DIRECTORY, "open /");
        try
        {
            var status = opened.Status("/");
            var mount = MountOf(opened);
            while (left.Count > 0)
            {
                var name = left.Dequeue();
                if (name != ".." && MayOthersWrite(status) && (status.Mode & Sticky) == 0)
                {
                    throw new HostException(
                        $"{place} can be changed by others than root, so that root does not read {path}; import it as the user whose it is, or take them the right to write: chmod go-w {place}"
                    );
                }

                // Of the real place: what came before may have been a link.
                var full =
                    name == ".." ? Path.GetDirectoryName(place) ?? "/"
                    : place == "/" ? $"/{name}"
                    : $"{place}/{name}";
                var next = Descriptor.Open(opened.Value, name, O_PATH, full);
                opened.Dispose();
                opened = next;
                // Not before: a file system of a user's says of its files what the user likes, or nothing for ever.
                var (outer, inner) = (mount, MountOf(opened));
                mount = inner;
                if (inner != outer && MountOwner(inner, full) is var user and not 0)
                {
                    return new RootPath(path, opened, default, user, null);
                }

                status = opened.Status(full);
                if (status.User != 0)
                {
                    return new RootPath(path, opened, status, status.User, null);
                }

                if (!IsKind(status, S_IFLNK))
                {
                    place = full;
                    continue;
                }

                if (++links > MostLinks)
                {
                    throw new HostException($"{path} leads through more than {MostLinks} links");
                }

                // Nobody else can put another one in its place: the directory is root's.
                var target = NativeFile.LinkTarget(full) ?? throw new HostException($"{full} has just changed");
                last = left.Count == 0 ? last ?? target : last;
                left = new Queue<string>([.. Parts(Path.Combine(place, target)), .. left]);
                place = "/";
                opened.Dispose();
                opened = Descriptor.Open("/", O_PATH | O_DIRECTORY, "open /");
                status = opened.Status("/");
                mount = MountOf(opened);
            }

            return new RootPath(path, opened, status, 0, last);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public IReadOnlyList<string> Names()
    {
        CheckOwner();
        return DirectoryNames.Of(_opened, _path);
    }

    /// <exception cref="HostException">It is not root's, or no file.</exception>
    public byte[] Read(int limit)
    {
        CheckOwner();
        return IsKind(_status, S_IFREG)
            ? NativeFile.Read(_opened.ProcPath, limit)
            : throw new HostException($"{_path} is not a file");
    }

    public void Dispose() => _opened.Dispose();

    private static Queue<string> Parts(string path) =>
        new(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "."));

    private static bool IsKind(FileStatus status, uint kind) => (status.Mode & S_IFMT) == kind;

    private static bool MayOthersWrite(FileStatus status) =>
        (status.Mode & OtherWrite) != 0 || ((status.Mode & GroupWrite) != 0 && status.Group != 0);

    // It may have become another's since somebody looked.
    private void CheckOwner()
    {
        if (Owner != 0)
        {
            throw new HostException($"{_path} is user {Owner}'s, and not read as root");
        }
    }

    /// <summary>The number of the mount that it is on, which is known without a question to its file system.</summary>
    private static string MountOf(Descriptor opened) =>
        File.ReadLines($"/proc/self/fdinfo/{opened.Value}")
            .First(l => l.StartsWith("mnt_id:", StringComparison.Ordinal))["mnt_id:".Length..]
            .Trim();

    /// <summary>The user who mounted a file system that a process of theirs provides; 0 for all others.</summary>
    private static uint MountOwner(string mount, string path)
    {
        var line =
            File.ReadLines("/proc/self/mountinfo")
                .FirstOrDefault(l => l.StartsWith($"{mount} ", StringComparison.Ordinal))
            ?? throw new HostException($"{path} is just being unmounted");
        // Behind the dash: type, source, options.
        var words = line[(line.IndexOf(" - ", StringComparison.Ordinal) + 3)..].Split(' ');
        if (!words[0].StartsWith("fuse", StringComparison.Ordinal))
        {
            return 0;
        }

        const string User = "user_id=";
        var option = words[^1].Split(',').FirstOrDefault(o => o.StartsWith(User, StringComparison.Ordinal));
        return uint.TryParse(option?[User.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            ? user
            : throw new HostException($"{path} is on a file system of nobody knows whom; copy what is to be imported");
    }
}
