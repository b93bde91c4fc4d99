// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Import.Compose;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Import.Podman;
using RootfulContainers.Rootfulctl.Import.Quadlet;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import;

/// <summary>From what other programs read to definitions. All of it is text; whoever calls this reads and writes the files.</summary>
internal sealed class Importer(ImportOwner owner)
{
    private readonly ImportNames _names = new();

    public ImportReport Report { get; } = new();

    /// <param name="files">What is asked for, with all that may stand beside it.</param>
    public IReadOnlyList<ImportedFile> Import(IReadOnlyList<SourceFile> files)
    {
        var all = files.SelectMany(QuadletPack.Open).ToList();
        var imported = new QuadletImport(owner, _names, Report).Import(all).ToList();
        var compose = new ComposeImport(owner, _names, Report, all);
        var included = compose.Included();
        // Of several in a directory the one that compose finds by itself comes first.
        var asked = all.Where(f => !f.IsBeside && !included.Contains(f.Path))
            .OrderBy(f => ComposeFiles.IsCompose(f) && !ComposeFiles.IsUsual(f))
            .ToList();
        foreach (var file in asked)
        {
            if (ComposeFiles.IsCompose(file))
            {
                var before = asked.Find(f => ComposeFiles.IsCompose(f) && f.Directory == file.Directory);
                imported.AddRange(compose.Import(file, before == file ? null : before));
            }
            else
            {
                ImportOther(file, all, imported);
            }
        }

        return imported;
    }

    /// <param name="words">A command: podman, its flags, the image and its words.</param>
    /// <param name="directory">What relative paths are relative to.</param>
    /// <param name="origin">Where the command comes from, for people.</param>
    /// <param name="loss">What the command does not say; null when it says all.</param>
    public IReadOnlyList<ImportedFile> Import(
        IReadOnlyList<string> words,
        string directory,
        string origin,
        string? loss = null
    )
    {
        if (PodmanCommand.TryParse(words) is not { } command)
        {
            return [];
        }

        var name = _names.Choose(DraftKind.Container, command.Name ?? command.NameOfImage());
        var draft = new Draft(DraftKind.Container, name, Report) { Origin = origin };
        var definition = new ImportedDefinition(draft, owner, _names, directory);
        command.Import(definition, SourcePosition.WholeFile(origin));
        if (loss is not null)
        {
            draft.Turn(SourcePosition.WholeFile(origin), origin);
            draft.Lose(loss);
        }

        definition.Finish();
        return [new ImportedFile(draft)];
    }

    private void ImportOther(SourceFile file, IReadOnlyList<SourceFile> all, List<ImportedFile> imported)
    {
        if (QuadletFile.IsQuadlet(file.Name) || file.Directory.EndsWith(".d", StringComparison.Ordinal))
        {
            return;
        }

        switch (System.IO.Path.GetExtension(file.Name))
        {
            case ".yaml" or ".yml":
                // An override, which is a layer of another file.
                break;
            case ".service":
                imported.AddRange(new ServiceUnitImport(owner, _names, Report).Import(file, all));
                break;
            case ".kube":
                LoseKube(file);
                break;
            case ".artifact":
                Lose(
                    file,
                    0,
                    file.Name,
                    $"nothing here pulls artifacts; run 'podman artifact pull' as {owner.Name}, before the first start"
                );
                break;
            case ".timer" when all.Any(f => IsTimed(f, file)):
                break;
            default:
                Lose(file, 0, file.Name, "it defines no container; what it is for has to be said elsewhere");
                break;
        }
    }

    private static bool IsTimed(SourceFile file, SourceFile timer) =>
        System.IO.Path.GetFileNameWithoutExtension(file.Name) == System.IO.Path.GetFileNameWithoutExtension(timer.Name)
        && file.Name.EndsWith(".container", StringComparison.Ordinal);

    /// <summary>Kubernetes' words are another language, which is not read.</summary>
    private void LoseKube(SourceFile file)
    {
        foreach (var line in UnitFileText.Parse(file.Path, file.Text, out _))
        {
            Lose(
                file,
                line.Line,
                line.Shown,
                line.Key == "Yaml"
                    ? "Kubernetes YAML is not read; 'podman kube play' it as the user, then 'rootfulctl import --container' what runs"
                    : "it belongs to the YAML, which is not read"
            );
        }
    }

    private void Lose(SourceFile file, int line, string subject, string reason) =>
        Report.Lose(new SourcePosition(file.Path, line, line > 0 ? 1 : 0), subject, reason);
}
