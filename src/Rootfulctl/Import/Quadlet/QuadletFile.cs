// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Quadlet;

/// <summary>A file of Quadlet's with its drop-ins.</summary>
/// <param name="Stem">The file's name without its suffix: web, or web@ and web@1 of a template.</param>
internal sealed record QuadletFile(SourceFile Source, DraftKind Kind, string Stem, IReadOnlyList<UnitLine> Lines)
{
    private static readonly (string Suffix, DraftKind Kind, string Section)[] Kinds =
    [
        (".container", DraftKind.Container, "Container"),
        (".pod", DraftKind.Pod, "Pod"),
        (".network", DraftKind.Network, "Network"),
        (".volume", DraftKind.Volume, "Volume"),
        (".image", DraftKind.Image, "Image"),
        (".build", DraftKind.Build, "Build"),
    ];

    /// <summary>Comments behind the last key.</summary>
    public IReadOnlyList<string> Trailing { get; init; } = [];

    public string Section => Kinds.First(k => k.Kind == Kind).Section;

    /// <summary>The last value of a key; null without one.</summary>
    public string? Value(string section, string key) =>
        Lines.LastOrDefault(l => l.Section == section && l.Key == key) is { } line ? Unquoted(line.Value) : null;

    /// <summary>A single value, from which Quadlet takes the quotes that are around the whole of it.</summary>
    public static string Unquoted(string value) => value is ['"', .., '"'] ? value[1..^1] : value;

    /// <summary>The unit that Quadlet makes of it, without .service.</summary>
    public string Service =>
        Value(Section, "ServiceName")
        ?? Kind switch
        {
            DraftKind.Container => Stem,
            _ => $"{Stem}-{Section.ToLowerInvariant()}",
        };

    /// <summary>What specifiers are parts of: the unit's name, but of a template the file's, which has the same parts.</summary>
    public string Specified => Stem.Contains('@', StringComparison.Ordinal) ? Stem : Service;

    /// <summary>What podman calls it, as far as that says what it is to be called here.</summary>
    public string WantedName =>
        NameKey is { } key && Value(Section, key) is { } name && !name.Contains('%', StringComparison.Ordinal) ? name
        // The user's volume stays the same one, with what is in it.
        : Kind == DraftKind.Volume ? $"systemd-{Stem}"
        : Stem;

    private string? NameKey =>
        Kind switch
        {
            DraftKind.Container => "ContainerName",
            DraftKind.Pod => "PodName",
            DraftKind.Network => "NetworkName",
            DraftKind.Volume => "VolumeName",
            _ => null,
        };

    public static bool IsQuadlet(string fileName) =>
        Kinds.Any(k => fileName.EndsWith(k.Suffix, StringComparison.Ordinal));

    /// <param name="dropIns">Of all files, in the order in which they apply.</param>
    public static QuadletFile? TryParse(SourceFile source, IEnumerable<SourceFile> dropIns)
    {
        var (suffix, kind, _) = Kinds.FirstOrDefault(k => source.Name.EndsWith(k.Suffix, StringComparison.Ordinal));
        if (suffix is null)
        {
            return null;
        }

        var stem = source.Name[..^suffix.Length];
        var lines = UnitFileText.Parse(source.Path, source.Text, out var trailing).ToList();
        var directories = DropInDirectories(stem, suffix).ToList();
        foreach (
            var dropIn in dropIns
                .Select(d => (File: d, Rank: directories.IndexOf(System.IO.Path.GetFileName(d.Directory))))
                .Where(d => d.Rank >= 0)
                // Of files with one name that of the most special directory counts.
                .GroupBy(d => d.File.Name, StringComparer.Ordinal)
                .Select(g => g.MinBy(d => d.Rank).File)
                .OrderBy(d => d.Name, StringComparer.Ordinal)
        )
        {
            lines.AddRange(UnitFileText.Parse(dropIn.Path, dropIn.Text, out var more));
            trailing = [.. trailing, .. more];
        }

        return new QuadletFile(source, kind, stem, lines) { Trailing = trailing };
    }

    /// <param name="directory">Its name, such as web.container.d.</param>
    public bool HasDropInsIn(string directory) =>
        DropInDirectories(Stem, Source.Name[Stem.Length..]).Contains(directory, StringComparer.Ordinal);

    /// <summary>web-api@1.container.d, web-api@.container.d, web-.container.d and container.d.</summary>
    private static IEnumerable<string> DropInDirectories(string stem, string suffix)
    {
        yield return $"{stem}{suffix}.d";
        if (stem.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 && at + 1 < stem.Length)
        {
            yield return $"{stem[..(at + 1)]}{suffix}.d";
        }

        for (var dash = stem.LastIndexOf('-'); dash > 0; dash = stem.LastIndexOf('-', dash - 1))
        {
            yield return $"{stem[..(dash + 1)]}{suffix}.d";
        }

        yield return $"{suffix[1..]}.d";
    }
}
