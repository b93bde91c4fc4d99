// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Systemd;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A volume, an image or a build that is defined.</summary>
/// <param name="Kind">"volume", "image" or "build".</param>
internal sealed record ListedPrerequisite(string Kind, CheckedPrerequisite Checked, string User, string State)
{
    public const string Made = "made";

    /// <summary>Its unit has made it, and somebody has removed it.</summary>
    public const string Gone = "gone";

    private const string Unknown = "unknown";

    // Of "podman image exists"; others are failures.
    private const string Absent = "1";

    /// <summary>In the order of the table.</summary>
    public static readonly string[] Kinds = ["volume", "image", "build"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public IReadOnlyList<string> UsedBy { get; private init; } = [];

    public IEnumerable<Diagnostic> Errors => Diagnostic.InOrder(Checked.Diagnostics);

    /// <summary>What remains to be done by somebody; null when that is nothing.</summary>
    public string? Pending =>
        State == Gone ? $"it was made and has been removed; '{Remake}' makes it again"
        : IsFormer ? "what was made before is there: to make it again failed"
        : null;

    /// <summary>The command that makes it again.</summary>
    public string Remake => $"systemctl --user {(Caller.IsRoot ? $"-M {User}@ " : "")}reload {Checked.Unit}";

    private bool IsFormer { get; init; }

    public static IReadOnlyList<ListedPrerequisite> Read(DefinitionSet definitions, IReadOnlyList<string> kinds)
    {
        var all = definitions
            .Prerequisites.Where(p => kinds.Contains(KindOf(p), StringComparer.Ordinal))
            .OrderBy(p => Array.IndexOf(Kinds, KindOf(p)));
        return Read(definitions, [.. all]);
    }

    /// <summary>What a container names, and is gone.</summary>
    public static IEnumerable<ListedPrerequisite> GoneOf(DefinitionSet definitions, Definition? container) =>
        Read(definitions, [.. container?.Container?.Prerequisites ?? []]).Where(p => p.State == Gone);

    private static IReadOnlyList<ListedPrerequisite> Read(
        DefinitionSet definitions,
        IReadOnlyList<CheckedPrerequisite> chosen
    )
    {
        var units = Units(chosen.Where(p => !p.IsBroken));
        var gone = Absents(definitions, chosen.Where(p => StateOf(units.GetValueOrDefault(p.Unit)) == Made));
        return
        [
            .. chosen.Select(p => new ListedPrerequisite(
                KindOf(p),
                p,
                p.Uid is { } uid ? definitions.UserName(uid) : "",
                p.IsBroken ? Words.Invalid
                    : gone.Contains(p.Unit) ? Gone
                    : StateOf(units.GetValueOrDefault(p.Unit))
            )
            {
                IsFormer =
                    units.GetValueOrDefault(p.Unit) is { } unit
                    && StateOf(unit) == Made
                    && unit.Text("ReloadResult") is not ("" or "success"),
                UsedBy =
                [
                    .. definitions
                        .Containers.Where(c => c.Container?.Prerequisites.Contains(p) == true)
                        .Select(c => c.Name.ToString()),
                ],
            }),
        ];
    }

    /// <param name="unit">Null of a user who does not answer, or may not be asked.</param>
    private static string StateOf(UserUnitProperties? unit) =>
        unit?.Text("ActiveState") switch
        {
            null => Unknown,
            "active" => Made,
            "activating" or "reloading" => "being made",
            "failed" => Words.Failed,
            _ => "not made",
        };

    /// <summary>What each user's service manager says of the units, all of them asked at the same time.</summary>
    private static Dictionary<string, UserUnitProperties> Units(IEnumerable<CheckedPrerequisite> definitions)
    {
        var units = new Dictionary<string, UserUnitProperties>(StringComparer.Ordinal);
        var children = definitions
            .Where(p => Caller.MayActAs(p.Uid!.Value))
            .GroupBy(p => p.Uid!.Value)
            .Select(g => UserUnitProperties.Ask(g.Key, g.Select(p => p.Unit), ["ActiveState", "ReloadResult"]))
            .ToList();
        UserChild.Await(children, Limit);
        foreach (var child in children)
        {
            using (child)
            {
                foreach (var unit in child.Said is { } output ? UserUnitProperties.Parse(output) : [])
                {
                    units[unit.Unit] = unit;
                }
            }
        }

        return units;
    }

    /// <summary>The units whose work podman does not know any more.</summary>
    private static HashSet<string> Absents(DefinitionSet definitions, IEnumerable<CheckedPrerequisite> made)
    {
        var children = made.Select(p =>
                (
                    p.Unit,
                    Child: UserChild.Start(
                        p.Uid!.Value,
                        [
                            UserTask.Ask,
                            "podman",
                            .. definitions.Decode(p).GlobalArguments,
                            KindOf(p) == Kinds[0] ? Kinds[0] : "image",
                            "exists",
                            "--",
                            p.Reference,
                        ]
                    )
                )
            )
            .ToList();
        UserChild.Await(children.Select(c => c.Child), Limit);
        var absents = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (unit, child) in children)
        {
            using (child)
            {
                if (child.Said?.Split('\n')[0] == Absent)
                {
                    absents.Add(unit);
                }
            }
        }

        return absents;
    }

    private static string KindOf(CheckedPrerequisite definition) =>
        Kinds.First(k => definition.Path.EndsWith($".{k}{DefinitionPaths.Extension}", StringComparison.Ordinal));
}
