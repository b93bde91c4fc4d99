// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.RootfulPodman;

/// <summary>Which files podman of root reads its configuration from, in the order in which later ones win.</summary>
internal static class ContainersConfFiles
{
    private const string Main = "containers/containers.conf";
    private static readonly string[] _folders = ["usr/share", "etc"];
    private static readonly string[] _homeFirst = ["root/.config", "etc", "usr/share"];

    /// <summary>Each file of the distribution's and the admin's, with its drop-ins.</summary>
    public static IReadOnlyList<string> Before6(string root)
    {
        var files = new List<string>();
        foreach (var folder in _folders)
        {
            var main = Path.Join(root, folder, Main);
            if (File.Exists(main))
            {
                files.Add(main);
            }

            files.AddRange(DropIns($"{main}.d").OrderBy(Path.GetFileName, StringComparer.Ordinal));
        }

        return files;
    }

    /// <summary>
    /// The first main file that there is, then all drop-ins in the order of their names, whatever directory they are in; of those with
    /// one name the last directory's counts.
    /// </summary>
    public static IReadOnlyList<string> Since6(string root)
    {
        var main = _homeFirst.Select(f => Path.Join(root, f, Main)).FirstOrDefault(File.Exists);
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in _folders)
        {
            Lay(byName, Path.Join(root, folder, $"{Main}.d"));
            Lay(byName, Path.Join(root, folder, "containers/containers.rootful.conf.d"));
        }

        Lay(byName, Path.Join(root, "root/.config", $"{Main}.d"));
        return [.. main is null ? [] : new[] { main }, .. byName.Values];
    }

    private static void Lay(SortedDictionary<string, string> byName, string directory)
    {
        foreach (var file in DropIns(directory))
        {
            byName[Path.GetFileName(file)] = file;
        }
    }

    private static string[] DropIns(string directory) =>
        Directory.Exists(directory) ? Directory.GetFiles(directory, "*.conf") : [];
}
