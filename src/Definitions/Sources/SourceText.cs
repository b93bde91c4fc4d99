// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Sources;

/// <summary>The bytes of one file as read, with the path that diagnostics and <c>SourcePath=</c> show.</summary>
internal sealed record SourceText(string Path, byte[] Bytes)
{
    /// <summary>Why there are no bytes; a file that cannot be read is as broken as one that cannot be parsed.</summary>
    public string? Error { get; init; }

    /// <summary>The file and the directories above it, as far as they are not open to everybody.</summary>
    public IReadOnlyList<FileProtection> Protections { get; init; } = [];
}

/// <summary>A definition before it is decoded: the file and its drop-ins, in the order they apply.</summary>
/// <param name="FileName"><c>web.toml</c>, or <c>rootful0.network.toml</c>.</param>
/// <param name="Files">The definition itself first; only drop-ins when it has no file of its own.</param>
internal sealed record DefinitionSource(string FileName, IReadOnlyList<SourceText> Files)
{
    public string Path => Files[0].Path;

    /// <summary>Whether some user may not read all of it.</summary>
    public bool IsProtected
    {
        get
        {
            foreach (var file in Files)
            {
                if (file.Protections.Count > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Drop-ins of a definition that is not there.</summary>
    public bool IsOrphan { get; init; }
}
