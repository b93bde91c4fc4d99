// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>The units of one container in one manager, as the generator would make them now.</summary>
/// <param name="Directory">Where the generator writes them.</param>
/// <param name="Uid">Whose manager it is; null for the system's.</param>
internal sealed record GeneratedUnits(string Directory, uint? Uid, IReadOnlyList<UnitEntry> Units)
{
    private const string OfSystem = "/run/systemd/generator";

    /// <summary>What can be there for a container, each with its text now; null for what would not be made.</summary>
    public IEnumerable<(string Path, string? Text)> FilesOf(ContainerName name)
    {
        string[] known = Uid is null
            ? [SystemUnits.DropIn(SystemUnits.Network(name)), SystemUnits.DropIn(SystemUnits.Container(name))]
            : [UserUnits.Create(name), UserUnits.Init(name), UserUnits.Start(name)];
        return known.Select(path =>
            (
                $"{Directory}/{path}",
                Units.OfType<TextFile>().FirstOrDefault(u => u.Path == path) is { } file
                    ? System.Text.Encoding.UTF8.GetString(file.Text.Span)
                    : null
            )
        );
    }

    /// <summary>
    /// Whether the system's manager was given the same when it last read them. Its NeedDaemonReload does not tell: of a unit that it
    /// loads now it takes what a generator made earlier for new.
    /// </summary>
    public static bool AreLoaded(Definition definition, DefinitionSet definitions)
    {
        var now = new GeneratedUnits(OfSystem, null, Those(definitions, definition));
        return now.FilesOf(definition.Name).All(f => f.Text == LoadedUnits.Read(f.Path, null))
            && LinksIn(OfSystem, definition.Name)
                .SetEquals(now.Units.OfType<UnitLink>().Select(l => l.Path).Where(p => IsLinkOf(p, definition.Name)));
    }

    /// <summary>By which others pull it in, as at boot.</summary>
    internal static HashSet<string> LinksIn(string directory, ContainerName name) =>
        [
            .. DirectoryStream
                .Names(directory)
                .Where(HoldsLinks)
                .SelectMany(d => new[] { $"{d}/{SystemUnits.Container(name)}", $"{d}/{SystemUnits.Timer(name)}" })
                .Where(p => NativeFile.LinkTarget($"{directory}/{p}") is not null),
        ];

    private static bool HoldsLinks(string directory) =>
        directory.EndsWith(".wants", StringComparison.Ordinal)
        || directory.EndsWith(".requires", StringComparison.Ordinal);

    private static bool IsLinkOf(string path, ContainerName name) =>
        path.Split('/') is [var directory, var unit]
        && HoldsLinks(directory)
        && (unit == SystemUnits.Container(name) || unit == SystemUnits.Timer(name));

    /// <summary>Of the system's manager, then of the user's.</summary>
    public static IReadOnlyList<GeneratedUnits> Of(Definition definition, DefinitionSet definitions)
    {
        var ofSystem = new GeneratedUnits(OfSystem, null, Those(definitions, definition));
        return definition.Uid is { } uid
            ?
            [
                ofSystem,
                new GeneratedUnits(
                    $"{StatePaths.RuntimeDirectory(uid)}/systemd/generator",
                    uid,
                    Those(DefinitionSet.LoadFor(uid), definition)
                ),
            ]
            : [ofSystem];
    }

    private static UnitEntry[] Those(DefinitionSet definitions, Definition definition)
    {
        var prerequisites = definition.Container?.Prerequisites.Select(p => p.Unit).ToList() ?? [];
        return
        [
            .. definitions.Units.Where(u =>
                UserUnits.IsPrerequisite(u.Path)
                    ? prerequisites.Contains(u.Path, StringComparer.Ordinal)
                    : u.Path.Contains($"@{definition.Name}.service", StringComparison.Ordinal)
                        || u.Path.EndsWith(SystemUnits.Timer(definition.Name), StringComparison.Ordinal)
            ),
        ];
    }
}
