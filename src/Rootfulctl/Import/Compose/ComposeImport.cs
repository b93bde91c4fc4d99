// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>A compose file, to a definition for each service, network, volume and build.</summary>
internal sealed class ComposeImport(
    ImportOwner owner,
    ImportNames names,
    ImportReport report,
    IReadOnlyList<SourceFile> all
)
{
    private readonly ComposeFiles _files = new(owner, all, report.Limit);

    /// <summary>The files that others of these include or are laid under, and that are no projects of their own.</summary>
    public IReadOnlySet<string> Included()
    {
        var included = new HashSet<string>(StringComparer.Ordinal);
        var asked = _files.Asked;
        foreach (var file in asked)
        {
            included.UnionWith(
                ComposeIncludes
                    .Of(Read(file))
                    .SelectMany(i => i.Paths)
                    .Select(p => System.IO.Path.GetFullPath(p, file.Directory))
                    .Where(p => p != file.Path)
            );
            var named = _files.Named(file.Directory);
            if (asked.FirstOrDefault(f => named.Contains(f.Path, StringComparer.Ordinal)) is { } first)
            {
                included.UnionWith(named.Where(n => n != first.Path));
            }
        }

        // In a cycle each of them is the first one.
        return asked.All(f => included.Contains(f.Path)) ? new HashSet<string>(StringComparer.Ordinal) : included;
    }

    /// <param name="file">Beside it may stand .env, an override, files of extends and include.</param>
    /// <param name="before">A file of the same directory that has become a project already.</param>
    /// <exception cref="FormatException">It is no compose file; the message begins with the place.</exception>
    public IReadOnlyList<ImportedFile> Import(SourceFile file, SourceFile? before)
    {
        var layers = _files.Layers(file, out var missing);
        var (place, root) = (layers[0], layers.Select(Read).Aggregate(YamlMerge.Merge));
        var directory = place.Directory;
        var variables = _files.Variables(directory, _files.ShellOf(directory));
        var given = root["name"] is ComposeScalar text
            ? new ComposeText(place.Path, new Interpolation(variables, report.Limit)).Of(text, _ => { })
            : "";
        var name = ComposeFiles.ProjectName(variables, given, directory);
        variables["COMPOSE_PROJECT_NAME"] = name;
        var projects = new List<ComposeProject>();
        var model = new ComposeModel();
        model.Files.Add(place.Path);
        if (missing.Count > 0)
        {
            model.Losses.Add(ComposeIncludes.Advice(missing));
        }

        if (before is not null)
        {
            model.Remarks.Add(
                $"it is a project of its own beside {before.Name}; what is laid over that is called compose.override.yaml, or named by COMPOSE_FILE in .env"
            );
        }

        AddProject(projects, name, model, root, place, directory, variables);
        projects.ForEach(p => p.Declare());
        if (model.Services.Count == 0)
        {
            LoseAll(place, root, [.. projects.SelectMany(p => p.Missing)]);
        }

        return [.. projects.SelectMany(p => p.Import())];
    }

    /// <param name="directory">What its paths are relative to.</param>
    /// <param name="variables">Those of who includes it, which come before its own.</param>
    private void AddProject(
        List<ComposeProject> projects,
        string name,
        ComposeModel model,
        ComposeMap root,
        SourceFile file,
        string directory,
        Dictionary<string, string> variables
    )
    {
        var found = new List<(SourceFile File, ComposeMap Root, ComposeInclude Include)>();
        var missing = new List<string>();
        foreach (var include in ComposeIncludes.Of(root))
        {
            var files = include.Paths.Select(Find).ToList();
            missing.AddRange(include.Paths.Concat(include.VariableFiles).Where(p => Find(p) is null));
            // Files may include each other in a cycle, or be included twice.
            if (files is [{ } first, .. var more] && model.Files.Add(first.Path))
            {
                found.Add(
                    (first, more.OfType<SourceFile>().Select(Read).Aggregate(Read(first), YamlMerge.Merge), include)
                );
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
                new ComposeText(file.Path, new Interpolation(variables, report.Limit)),
                file
            )
            {
                Others = path =>
                    _files.Find(path) is { } other && other.Directory == file.Directory ? Read(other) : null,
                Missing = missing,
                Directory = directory,
                Variables = variables,
                File = _files.Find,
            }
        );
        foreach (var (included, map, include) in found)
        {
            var place = include.Directory is { } given
                ? System.IO.Path.GetFullPath(given, directory)
                : included.Directory;
            var own =
                include.VariableFiles.Count == 0
                    ? _files.Variables(place, variables)
                    : include
                        .VariableFiles.Select(Find)
                        .OfType<SourceFile>()
                        .Reverse()
                        .Aggregate(variables, (known, f) => VariableFile.Values(f.Text, known, report.Limit));
            AddProject(projects, name, model, map, included, place, own);
        }

        SourceFile? Find(string path) => _files.Find(System.IO.Path.GetFullPath(path, directory));
    }

    private void LoseAll(SourceFile file, ComposeMap root, IReadOnlyList<string> missing) =>
        report.Lose(
            SourcePosition.WholeFile(file.Path),
            file.Name,
            missing.Count > 0 ? ComposeIncludes.Advice(missing)
                : root.Entries.Any(e => e.Value is ComposeMap map && (map["image"] ?? map["build"]) is not null)
                    ? "its services stand at the top, as in compose's first format; put them below 'services:'"
                : "it has no services"
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
