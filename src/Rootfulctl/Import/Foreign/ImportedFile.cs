// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Foreign;

/// <summary>A file that an import makes: a definition, or a link to the template of one.</summary>
internal sealed class ImportedFile
{
    public ImportedFile(Draft draft)
    {
        (Draft, Name) = (draft, draft.FileName);
    }

    /// <param name="link">An instance, which is a link to its template.</param>
    public ImportedFile(SourceFile link)
    {
        Name = System.IO.Path.GetFileNameWithoutExtension(link.Name) + DefinitionPaths.Extension;
        LinkTarget = System.IO.Path.GetFileNameWithoutExtension(link.LinkTarget) + DefinitionPaths.Extension;
    }

    public string Name { get; }

    public string? LinkTarget { get; }

    /// <summary>Null for a link.</summary>
    public Draft? Draft { get; }

    public DraftKind? Kind => Draft?.Kind;

    public string Text => Draft?.Render() ?? "";
}
