// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Sources;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>A definition or drop-in that a playbook installs.</summary>
/// <param name="Path">Below the admin's directory.</param>
/// <param name="Mode">Four octal digits.</param>
/// <param name="Containers">Those that a change of it restarts.</param>
internal sealed record PlaybookFile(
    string Path,
    string Text,
    string Group,
    string Mode,
    IReadOnlyList<string> Containers
)
{
    /// <summary>The file's name that it is a link to, as an instance is to its template; null of a file.</summary>
    public string? Target { get; init; }

    /// <summary>What a definition stands in, each where it is here.</summary>
    /// <param name="protection">The group and the mode of a file.</param>
    public static IEnumerable<PlaybookFile> Of(
        DefinitionSource source,
        IReadOnlyList<string> containers,
        Func<string, (string Group, string Mode)> protection
    )
    {
        foreach (var file in source.Files)
        {
            var (group, mode) = protection(file.Path);
            yield return new PlaybookFile(
                Below(file.Path),
                Encoding.UTF8.GetString(file.Bytes),
                group,
                mode,
                containers
            );
        }

        if (!source.Files.Any(f => f.Path == source.Path))
        {
            yield return new PlaybookFile(Below(source.Path), "", "root", "", containers)
            {
                Target = Below(source.Files[0].Path),
            };
        }
    }

    /// <summary>Each once: instances have their template in common.</summary>
    public static IEnumerable<PlaybookFile> Together(IEnumerable<PlaybookFile> files) =>
        files
            .GroupBy(f => f.Path, StringComparer.Ordinal)
            .Select(g =>
                g.First() with
                {
                    Containers = [.. g.SelectMany(f => f.Containers).Distinct(StringComparer.Ordinal)],
                }
            );

    private static string Below(string path)
    {
        var directory = System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(path)) ?? "";
        var name = System.IO.Path.GetFileName(path);
        return directory.EndsWith(".toml.d", StringComparison.Ordinal) ? $"{directory}/{name}" : name;
    }
}
