// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Users;

/// <summary>A file or directory in a directory.</summary>
/// <param name="Owner">The user whose it is, where that matters; 0 for nobody.</param>
internal readonly record struct InputEntry(string Path, bool IsDirectory, uint Owner);

/// <summary>Files as this process may read them by itself.</summary>
internal class InputFiles
{
    public virtual bool IsDirectory(string path) => Directory.Exists(path);

    /// <summary>Whether others may put something there that the reader would take for its own.</summary>
    public virtual bool IsShared(string directory) => false;

    /// <summary>In the order of their names.</summary>
    public virtual IReadOnlyList<InputEntry> In(string directory) =>
        [
            .. Directory
                .EnumerateFiles(directory)
                .Select(f => new InputEntry(f, IsDirectory: false, 0))
                .Concat(Directory.EnumerateDirectories(directory).Select(d => new InputEntry(d, IsDirectory: true, 0)))
                .OrderBy(e => e.Path, StringComparer.Ordinal),
        ];

    /// <param name="link">What it holds if it is a link.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public virtual byte[] Read(string path, int limit, out string? link)
    {
        link = NativeFile.LinkTarget(path);
        return NativeFile.Read(path, limit);
    }
}
