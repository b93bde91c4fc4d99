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
/// <param name="FileName"><c>web.toml</c>, or <c>rootful0.network.toml</c>; of an instance of a template as if it had a file of its own.</param>
/// <param name="Files">The definition itself first; only drop-ins when it has no file of its own.</param>
internal sealed record DefinitionSource(string FileName, IReadOnlyList<SourceText> Files)
{
    /// <summary>Of an instance the link, whose text is the template's.</summary>
    public string Path { get; init; } = Files[0].Path;

    /// <summary>What <c>%i</c> stands for; <see langword="null"/> where it has no meaning.</summary>
    public string? Instance { get; init; }

    /// <summary>Whether it is a template, with any instance: nothing is made of it.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>Why it cannot be a definition of its name.</summary>
    public string? Misnamed { get; init; }

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
