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

    /// <param name="all">What may stand beside it: .env, an override, files of extends.</param>
    /// <exception cref="FormatException">It is no compose file; the message begins with the place.</exception>
    public IReadOnlyList<ImportedFile> Import(SourceFile file, IReadOnlyList<SourceFile> all)
    {
        var beside = all.Where(f => f.Directory == file.Directory).ToList();
        var root = Read(file);
        // Taken up by itself where no file is named, so that both are one project.
        if (file.Name.Contains("compose", StringComparison.Ordinal) && beside.Find(IsOverride) is { } more)
        {
            root = YamlMerge.Merge(root, Read(more));
        }

        var variables = Interpolation.ReadVariables(beside.Find(f => f.Name == ".env")?.Text ?? "");
        var text = new ComposeText(file.Path, new Interpolation(variables));
        var name = root["name"] is ComposeScalar given ? text.Of(given, _ => { }) : null;
        var project = new ComposeProject(
            ImportNames.Valid(name is { Length: > 0 } ? name : System.IO.Path.GetFileName(file.Directory)),
            root,
            owner,
            names,
            report,
            text,
            file
        )
        {
            Others = path => beside.Find(f => f.Path == path) is { } other ? Read(other) : null,
        };
        return project.Import();
    }

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
