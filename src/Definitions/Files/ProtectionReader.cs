// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Linux;

namespace RootfulContainers.Definitions.Files;

/// <summary>Finds what keeps somebody from a file: its own mode, and those of the directories above it.</summary>
/// <param name="root">What stands before every path.</param>
internal sealed class ProtectionReader(string root)
{
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

        return Protection(path, status, FileAccessBits.Read) is { } own ? [.. _ofDirectory, own] : _ofDirectory;
    }

    private List<FileProtection> OfDirectory(string directory)
    {
        var found = new List<FileProtection>();
        var needed = FileAccessBits.ListAndEnter;
        for (var path = directory; path.Length > 0; path = path[..path.LastIndexOf('/')])
        {
            if (NativeFile.Status(root + path) is { } status && Protection(path, status, needed) is { } protection)
            {
                found.Add(protection);
            }

            needed = FileAccessBits.Enter;
        }

        found.Reverse();
        return found;
    }

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
