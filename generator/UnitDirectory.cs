// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Generator.Units;

namespace RootfulContainers.Generator;

/// <summary>Writes a tree below the generator's directory, which systemd has emptied before.</summary>
internal static class UnitDirectory
{
    public static void Write(UnitTree tree, string directory)
    {
        foreach (var file in tree.Files)
        {
            var path = $"{directory}/{file.Path}";
            MakeParent(path, file.Path);
            // CreateNew: a unit of that name from somewhere else must not be overwritten silently.
            using var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(handle, Encoding.UTF8.GetBytes(file.Render()), 0);
        }

        foreach (var (link, target) in tree.Links)
        {
            var path = $"{directory}/{link}";
            MakeParent(path, link);
            File.CreateSymbolicLink(path, target);
        }
    }

    private static void MakeParent(string path, string relative)
    {
        if (relative.Contains('/', StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!); // has a parent, as it has a '/'
        }
    }
}
