// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator;

/// <summary>Reads definitions, their drop-ins and the machine's users.</summary>
/// <param name="root">What stands before every path; diagnostics and units show paths without it.</param>
internal sealed class ConfigurationDirectory(string root)
{
    // As for other configuration: the admin's files hide those of the running system and of packages.
    private static readonly string[] SearchPath =
    [
        "/etc/rootful-containers.d",
        "/run/rootful-containers.d",
        "/usr/lib/rootful-containers.d",
    ];

    private const string Extension = ".toml";
    private const string DropInExtension = ".toml.d";

    public UserTable ReadUsers()
    {
        try
        {
            return UserTable.Parse(File.ReadAllText($"{root}/etc/passwd", Encoding.UTF8));
        }
        catch (IOException)
        {
            // No such file: then no user has a name, and each definition says so.
            return UserTable.Parse("");
        }
    }

    /// <summary>All definitions in ordinal order of their file names.</summary>
    /// <param name="onlyReadable">
    /// Leave out what the caller may not read: every user's generator runs, and only root's is to report such a file.
    /// </param>
    public List<DefinitionSource> ReadDefinitions(bool onlyReadable)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var dropIns = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var directory in SearchPath)
        {
            foreach (var name in Names(directory))
            {
                if (name.EndsWith(Extension, StringComparison.Ordinal))
                {
                    files.TryAdd(name, $"{directory}/{name}");
                }
                else if (name.EndsWith(DropInExtension, StringComparison.Ordinal))
                {
                    AddDropIns(dropIns, name[..^".d".Length], $"{directory}/{name}");
                }
            }
        }

        var sources = new List<DefinitionSource>(files.Count);
        foreach (var (name, path) in files)
        {
            IEnumerable<string> more = dropIns.TryGetValue(name, out var found) ? found.Values : [];
            if (!IsMask(path) && TryRead([path, .. more.Where(p => !IsMask(p))], onlyReadable, out var texts))
            {
                sources.Add(new DefinitionSource(name, texts));
            }
        }

        foreach (var (name, more) in dropIns)
        {
            if (
                !files.ContainsKey(name)
                && TryRead([.. more.Values.Where(p => !IsMask(p))], onlyReadable, out var texts)
            )
            {
                sources.Add(new DefinitionSource(name, texts) { IsOrphan = true });
            }
        }

        return sources;
    }

    private void AddDropIns(
        SortedDictionary<string, SortedDictionary<string, string>> dropIns,
        string definition,
        string directory
    )
    {
        if (!dropIns.TryGetValue(definition, out var files))
        {
            dropIns.Add(definition, files = new SortedDictionary<string, string>(StringComparer.Ordinal));
        }

        foreach (var name in Names(directory).Where(n => n.EndsWith(Extension, StringComparison.Ordinal)))
        {
            files.TryAdd(name, $"{directory}/{name}");
        }
    }

    private List<string> Names(string directory)
    {
        var names = new List<string>();
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(root + directory))
            {
                var name = Path.GetFileName(path);
                if (!name.StartsWith('.'))
                {
                    names.Add(name);
                }
            }
        }
        catch (Exception e) when (e is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            // Most machines have only one of the three.
        }
        catch (IOException)
        {
            // A file where a drop-in directory is looked for.
        }

        return names;
    }

    private bool IsMask(string path) => new FileInfo(root + path).LinkTarget == "/dev/null";

    private bool TryRead(string[] paths, bool onlyReadable, out List<SourceText> texts)
    {
        texts = new List<SourceText>(paths.Length);
        if (paths.Length == 0)
        {
            return false;
        }

        foreach (var path in paths)
        {
            try
            {
                texts.Add(new SourceText(path, File.ReadAllBytes(root + path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (onlyReadable)
                {
                    return false;
                }

                texts.Add(new SourceText(path, []) { Error = "cannot be read: " + Reason(e) });
            }
        }

        return true;
    }

    private static string Reason(Exception e) =>
        e switch
        {
            FileNotFoundException => "a link to nowhere",
            UnauthorizedAccessException => "not a file, or not permitted",
            _ => e.Message,
        };
}
