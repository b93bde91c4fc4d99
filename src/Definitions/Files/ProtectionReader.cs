// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Linux;

namespace RootfulContainers.Definitions.Files;

/// <summary>Finds what keeps somebody from a file: its own mode, and those of the directories above it.</summary>
/// <param name="root">What stands before every path.</param>
internal sealed class ProtectionReader(string root)
{
    // As the kernel has it.
    private const int MaximumLinks = 40;

    // All definitions of a machine are in a directory or two.
    private string _directory = "";
    private List<FileProtection> _ofDirectory = [];

    /// <summary>The directories first; nothing, as a rule.</summary>
    public IReadOnlyList<FileProtection> Find(string path, FileStatus status)
    {
        var slash = path.LastIndexOf('/');
        if (!path.AsSpan(0, slash).SequenceEqual(_directory))
        {
            _directory = path[..slash];
            _ofDirectory = OfDirectory(_directory);
        }

        var directories = NativeFile.LinkTarget(root + path) is null
            ? _ofDirectory
            : [.. _ofDirectory, .. OfWay(Way(path).SkipLast(1))];
        return Protection(path, status, FileAccessBits.Read) is { } own ? [.. directories, own] : directories;
    }

    private List<FileProtection> OfDirectory(string directory)
    {
        var way = Way(directory);
        return [.. OfWay(way.SkipLast(1)), .. way.TakeLast(1).SelectMany(p => Of(p, FileAccessBits.ListAndEnter))];
    }

    private IEnumerable<FileProtection> OfWay(IEnumerable<string> way) =>
        way.SelectMany(path => Of(path, FileAccessBits.Enter));

    private IEnumerable<FileProtection> Of(string path, FileAccessBits needed) =>
        NativeFile.Status(root + path) is { } status && Protection(path, status, needed) is { } protection
            ? [protection]
            : [];

    /// <summary>What is gone through, by its real path, to a file or directory, which is the last one.</summary>
    private List<string> Way(string path)
    {
        var way = new List<string>();
        var rest = new Stack<string>(path.Split('/').Reverse());
        var (at, links) = ("", 0);
        while (rest.TryPop(out var name))
        {
            if (name == "..")
            {
                at = at[..Math.Max(0, at.LastIndexOf('/'))];
            }
            else if (name.Length > 0 && name != ".")
            {
                if (NativeFile.LinkTarget($"{root}{at}/{name}") is not { } target)
                {
                    at = $"{at}/{name}";
                    way.Add(at);
                }
                else if (++links <= MaximumLinks)
                {
                    at = target.StartsWith('/') ? "" : at;
                    foreach (var step in Inside(target).Split('/').Reverse())
                    {
                        rest.Push(step);
                    }
                }
            }
        }

        return way;
    }

    // Links know nothing of a root that is not the system's.
    private string Inside(string target) =>
        root.Length > 0 && target.StartsWith(root + "/", StringComparison.Ordinal) ? target[root.Length..] : target;

    private FileProtection? Protection(string path, FileStatus status, FileAccessBits needed) =>
        FileProtection.IsOpen(status.Permissions, needed)
            ? null
            : new FileProtection(
                path,
                needed,
                status.User,
                status.Group,
                status.Permissions,
                AccessControlList.Read(root + path)
            );
}
