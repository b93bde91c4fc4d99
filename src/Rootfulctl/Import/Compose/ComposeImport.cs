// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>A compose file, to a definition for each service, network, volume and build.</summary>
internal sealed class ComposeImport(ImportOwner owner, ImportNames names, ImportReport report)
{
    private static readonly string[] Overrides =
    [
        "compose.override.yaml",
        "compose.override.yml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ];

    public static bool IsCompose(SourceFile file) =>
        System.IO.Path.GetExtension(file.Name) is ".yaml" or ".yml"
        && !Overrides.Contains(file.Name, StringComparer.Ordinal);

    public static bool IsOverride(SourceFile file) => Overrides.Contains(file.Name, StringComparer.Ordinal);

    /// <summary>The files that others of these include, and that are no projects of their own.</summary>
    public static IReadOnlySet<string> Included(IReadOnlyList<SourceFile> all)
    {
        var included = new HashSet<string>(StringComparer.Ordinal);
        var asked = all.Where(f => !f.IsBeside && IsCompose(f)).ToList();
        foreach (var file in asked)
        {
            included.UnionWith(
                ComposeIncludes
                    .Paths(Read(file))
                    .SelectMany(p => p)
                    .Select(p => System.IO.Path.GetFullPath(p, file.Directory))
                    .Where(p => p != file.Path)
            );
        }

        // In a cycle each of them is the first one.
        return asked.TrueForAll(f => included.Contains(f.Path))
            ? new HashSet<string>(StringComparer.Ordinal)
            : included;
    }

    /// <param name="all">What may stand beside it: .env, an override, files of extends and include.</param>
    /// <exception cref="FormatException">It is no compose file; the message begins with the place.</exception>
    public IReadOnlyList<ImportedFile> Import(SourceFile file, IReadOnlyList<SourceFile> all)
    {
        var root = Read(file);
        var over = all.FirstOrDefault(f => f.Directory == file.Directory && IsOverride(f));
        // Taken up by itself where no file is named, so that both are one project.
        if (file.Name.Contains("compose", StringComparison.Ordinal) && over is not null)
        {
            root = YamlMerge.Merge(root, Read(over));
        }

        var variables = Variables(file, all);
        var given = root["name"] is ComposeScalar name
            ? new ComposeText(file.Path, new Interpolation(variables)).Of(name, _ => { })
            : "";
        var projects = new List<ComposeProject>();
        var model = new ComposeModel();
        model.Files.Add(file.Path);
        AddProject(
            projects,
            ImportNames.Valid(given.Length > 0 ? given : System.IO.Path.GetFileName(file.Directory)),
            model,
            root,
            file,
            variables,
            all
        );
        projects.ForEach(p => p.Declare());
        return [.. projects.SelectMany(p => p.Import())];
    }

    /// <param name="variables">Those of who includes it, which come before its own.</param>
    private void AddProject(
        List<ComposeProject> projects,
        string name,
        ComposeModel model,
        ComposeMap root,
        SourceFile file,
        Dictionary<string, string> variables,
        IReadOnlyList<SourceFile> all
    )
    {
        var found = new List<(SourceFile File, ComposeMap Root)>();
        var missing = new List<string>();
        foreach (var paths in ComposeIncludes.Paths(root))
        {
            var files = paths.Select(p => Find(System.IO.Path.GetFullPath(p, file.Directory))).ToList();
            missing.AddRange(paths.Zip(files).Where(f => f.Second is null).Select(f => f.First));
            // Files may include each other in a cycle, or be included twice.
            if (files is [{ } first, .. var more] && model.Files.Add(first.Path))
            {
                found.Add((first, more.OfType<SourceFile>().Select(Read).Aggregate(Read(first), YamlMerge.Merge)));
            }
        }

        projects.Add(
            new ComposeProject(
                name,
                model,
                root,
                owner,
                names,
                report,
                new ComposeText(file.Path, new Interpolation(variables)),
                file
            )
            {
                Others = path => Find(path) is { } other && other.Directory == file.Directory ? Read(other) : null,
                Missing = missing,
            }
        );
        foreach (var (included, map) in found)
        {
            var own = Variables(included, all).Where(v => !variables.ContainsKey(v.Key));
            var both = variables.Concat(own).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
            AddProject(projects, name, model, map, included, both, all);
        }

        SourceFile? Find(string path) => all.FirstOrDefault(f => f.Path == path);
    }

    private static Dictionary<string, string> Variables(SourceFile file, IReadOnlyList<SourceFile> all) =>
        Interpolation.ReadVariables(
            all.FirstOrDefault(f => f.Directory == file.Directory && f.Name == ".env")?.Text ?? ""
        );

    private static ComposeMap Read(SourceFile file)
    {
        try
        {
            return YamlReader.Read(file.Text) as ComposeMap
                ?? throw new FormatException("1:1: it is not a compose file: a map with services");
        }
        catch (FormatException e)
        {
            throw new FormatException($"{file.Path}:{e.Message}", e);
        }
    }
}
