// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Files that root reads, and that nobody else can have put where they are.</summary>
internal sealed class RootFiles : InputFiles
{
    public override bool IsDirectory(string path)
    {
        using var opened = RootPath.Open(path);
        return opened.IsDirectory;
    }

    public override bool IsShared(string directory)
    {
        using var opened = RootPath.Open(directory);
        return opened.IsShared;
    }

    public override IReadOnlyList<InputEntry> In(string directory)
    {
        using var opened = RootPath.Open(directory);
        return
        [
            .. opened
                .Names()
                .Order(StringComparer.Ordinal)
                .Select(n => Entry(directory == "/" ? $"/{n}" : $"{directory}/{n}")),
        ];
    }

    public override byte[] Read(string path, int limit, out string? link)
    {
        using var opened = RootPath.Open(path);
        link = opened.Link;
        return opened.Read(limit);
    }

    private static InputEntry Entry(string path)
    {
        try
        {
            using var opened = RootPath.Open(path);
            return new InputEntry(path, opened.IsDirectory, opened.Owner);
        }
        catch (HostException)
        {
            // Whoever reads it is told why that cannot be.
            return new InputEntry(path, IsDirectory: false, 0);
        }
    }
}
