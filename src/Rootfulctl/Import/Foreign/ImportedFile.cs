// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>A file that an import makes: a definition, or a link to the template of one.</summary>
internal sealed class ImportedFile
{
    private readonly Draft? _draft;

    public ImportedFile(Draft draft)
    {
        (_draft, Name) = (draft, draft.FileName);
    }

    /// <param name="link">An instance, which is a link to its template.</param>
    public ImportedFile(SourceFile link)
    {
        Name = System.IO.Path.GetFileNameWithoutExtension(link.Name) + DefinitionPaths.Extension;
        LinkTarget = System.IO.Path.GetFileNameWithoutExtension(link.LinkTarget) + DefinitionPaths.Extension;
    }

    public string Name { get; }

    public string? LinkTarget { get; }

    public DraftKind? Kind => _draft?.Kind;

    public string Text => _draft?.Render() ?? "";
}
