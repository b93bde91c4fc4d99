// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Linux;

namespace RootfulContainers.Definitions.Files;

/// <summary>Reads definitions, their drop-ins and the machine's users.</summary>
/// <param name="root">What stands before every path; diagnostics and units show paths without it.</param>
/// <param name="isInstalled">
/// Whether the owners and modes of the files are those that users meet, and not of a tree that is still being made.
/// </param>
internal sealed class ConfigurationDirectory(string root, bool isInstalled)
{
    private static readonly IReadOnlyCollection<string> NoPaths = [];

    // Beyond it the file is no list of a machine's own users.
    private const int MaximumAccounts = 64 * 1024 * 1024;

    private const string Extension = DefinitionPaths.Extension;
    private const string Mask = "/dev/null";
    private const string DropInExtension = Extension + ".d";

    private readonly ProtectionReader _protections = new(root);
    private readonly List<string> _masked = [];

    /// <summary>The definitions that were found masked, as the names of their files.</summary>
    public IReadOnlyList<string> Masked => _masked;

    /// <summary>Whether the admin's directory has definitions, or masks of others.</summary>
    public bool HasFilesOfAdmin =>
        Names(DefinitionPaths.Admin).Any(n => n.EndsWith(Extension, StringComparison.Ordinal));

    // Without such a file no user has a name, and each definition says so.
    public UserTable ReadUsers() => UserTable.Parse(ReadAccounts("/etc/passwd"));

    public GroupTable ReadGroups() => GroupTable.Parse(ReadAccounts("/etc/group"));

    /// <summary>
    /// All definitions, in the order of their kinds, and drop-ins without one; each in ordinal order of their file names.
    /// </summary>
    /// <param name="onlyReadable">
    /// Leave out what the caller may not read: every user's generator runs, and only root's is to report such a file.
    /// </param>
    public IEnumerable<DefinitionSource> ReadDefinitions(bool onlyReadable)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var dropIns = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var directory in DefinitionPaths.Search)
        {
            foreach (var name in Names(directory))
            {
                if (name.EndsWith(Extension, StringComparison.Ordinal))
                {
                    files.TryAdd(name, directory);
                }
                else if (name.EndsWith(DropInExtension, StringComparison.Ordinal))
                {
                    AddDropIns(dropIns, name[..^".d".Length], $"{directory}/{name}");
                }
            }
        }

        var names = files.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var name in Sorted(files.Keys))
        {
            var path = $"{files[name]}/{name}";
            if (TemplateName.Parse(name) is { } template)
            {
                var isFree = template.IsTemplate || names.Add(template.Definition);
                if (
                    !isFree
                    && files.TryGetValue(template.Definition, out var plain)
                    && IsMask($"{plain}/{template.Definition}")
                )
                {
                    // Said at its own name.
                    continue;
                }

                if (ReadTemplate(template, path, files, DropIns(dropIns, template, name), onlyReadable) is { } source)
                {
                    yield return isFree
                        ? source
                        : source with
                        {
                            FileName = name,
                            Misnamed = $"there is another {template.Definition}",
                        };
                }

                continue;
            }

            var more = dropIns.TryGetValue(name, out var found) ? found.Values : NoPaths;
            if (Read(path, more, onlyReadable) is { } texts)
            {
                yield return new DefinitionSource(name, texts);
            }
        }

        foreach (var (name, more) in dropIns)
        {
            if (!names.Contains(name) && Read(null, more.Values, onlyReadable) is { Count: > 0 } texts)
            {
                yield return new DefinitionSource(name, texts) { IsOrphan = true };
            }
        }
    }

    /// <summary>A line of a file that was read, for a message about it.</summary>
    public string? ReadLine(SourcePosition position)
    {
        if (position.Line == 0)
        {
            return null;
        }

        try
        {
            var text = Encoding.UTF8.GetString(NativeFile.Read(root + position.Path, TomlReader.MaximumSize));
            return text.Split('\n').ElementAtOrDefault(position.Line - 1)?.TrimEnd('\r');
        }
        catch (IOException)
        {
            return null; // gone since it was read
        }
    }

    /// <summary>A template, or the instance of one that a link is.</summary>
    /// <param name="path">Of the template, or of the link.</param>
    /// <param name="files">The directories of all definitions.</param>
    private DefinitionSource? ReadTemplate(
        TemplateName name,
        string path,
        Dictionary<string, string> files,
        IReadOnlyCollection<string> dropIns,
        bool onlyReadable
    )
    {
        if (name.IsTemplate)
        {
            return Read(path, dropIns, onlyReadable) is { } own ? name.Source(own, path) : null;
        }

        var target = NativeFile.LinkTarget(root + path);
        if (IsMask(path, target))
        {
            _masked.Add(name.Definition);
            return null;
        }

        var error =
            name.WrongLink(target)
            ?? (files.ContainsKey(name.File) ? null : $"is a link to {name.File}, which does not exist");
        // By its name: a template of the admin hides that of a package, also for the package's links.
        return error is not null ? name.Source([new SourceText(path, []) { Error = error }], path)
            : Read($"{files[name.File]}/{name.File}", dropIns, onlyReadable) is { } texts ? name.Source(texts, path)
            : null;
    }

    /// <summary>Those of a template, and then those of one instance, each of which hides one of the template with its name.</summary>
    private static SortedDictionary<string, string>.ValueCollection DropIns(
        SortedDictionary<string, SortedDictionary<string, string>> all,
        TemplateName template,
        string name
    )
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string[] owners = template.IsTemplate ? [name] : [template.File, name, template.Definition];
        foreach (var (file, path) in owners.Where(all.ContainsKey).SelectMany(o => all[o]))
        {
            files[file] = path;
        }

        return files.Values;
    }

    private string ReadAccounts(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(NativeFile.Read(root + path, MaximumAccounts));
        }
        catch (IOException)
        {
            return "";
        }
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

    private static List<string> Sorted(IReadOnlyCollection<string> names)
    {
        var sorted = new List<string>(names);
        sorted.Sort(
            static (left, right) =>
                DefinitionKinds.TurnOf(left).CompareTo(DefinitionKinds.TurnOf(right)) is var order and not 0
                    ? order
                    : string.CompareOrdinal(left, right)
        );
        return sorted;
    }

    // Most machines have only one of the three directories.
    private IEnumerable<string> Names(string directory) =>
        DirectoryStream.Names(root + directory).Where(n => !n.StartsWith('.'));

    /// <summary>
    /// The texts of a definition and its drop-ins; <see langword="null"/> when it is masked, or not for the caller.
    /// </summary>
    private List<SourceText>? Read(string? path, IReadOnlyCollection<string> dropIns, bool onlyReadable)
    {
        var texts = new List<SourceText>(1 + dropIns.Count);
        foreach (var file in path is null ? dropIns : dropIns.Prepend(path))
        {
            SourceText text;
            try
            {
                // One byte more than allowed shows that the file is too large.
                text = new SourceText(file, NativeFile.Read(root + file, TomlReader.MaximumSize + 1, out var status))
                {
                    Protections = isInstalled && !onlyReadable ? _protections.Find(file, status) : [],
                };
            }
            catch (IOException) when (onlyReadable)
            {
                return null;
            }
            catch (IOException e)
            {
                var reason = e.Message[(e.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..];
                text = new SourceText(file, []) { Error = $"cannot be read: {reason}" };
            }

            if (text.Bytes.Length > 0 || text.Error is not null || !IsMask(file))
            {
                texts.Add(text);
            }
            else if (file == path)
            {
                _masked.Add(System.IO.Path.GetFileName(file));
                return null;
            }
        }

        return texts;
    }

    private bool IsMask(string path) => IsMask(path, NativeFile.LinkTarget(root + path));

    /// <param name="target">What the link at that path holds; null where there is none.</param>
    private static bool IsMask(string path, string? target) =>
        target is not null && System.IO.Path.GetFullPath(target, System.IO.Path.GetDirectoryName(path)!) == Mask;
}
