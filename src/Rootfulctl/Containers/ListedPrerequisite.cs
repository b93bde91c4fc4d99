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

    /// <summary>In the order of the table.</summary>
    public static readonly string[] Kinds = ["volume", "image", "build"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public IReadOnlyList<string> UsedBy { get; private init; } = [];

    public IEnumerable<Diagnostic> Errors => Diagnostic.InOrder(Checked.Diagnostics);

    public static IReadOnlyList<ListedPrerequisite> Read(DefinitionSet definitions, IReadOnlyList<string> kinds)
    {
        var all = definitions
            .Prerequisites.Select(p => (Kind: KindOf(p), Checked: p))
            .Where(p => kinds.Contains(p.Kind, StringComparer.Ordinal))
            .OrderBy(p => Array.IndexOf(Kinds, p.Kind))
            .ToList();
        var states = States(all.Select(p => p.Checked).Where(p => !p.IsBroken));
        return
        [
            .. all.Select(p => new ListedPrerequisite(
                p.Kind,
                p.Checked,
                p.Checked.Uid is { } uid ? definitions.UserName(uid) : "",
                p.Checked.IsBroken ? Words.Invalid : states.GetValueOrDefault(p.Checked.Unit) ?? "unknown"
            )
            {
                UsedBy =
                [
                    .. definitions
                        .Containers.Where(c => c.Container?.Prerequisites.Contains(p.Checked) == true)
                        .Select(c => c.Name.ToString()),
                ],
            }),
        ];
    }

    /// <summary>What each user's service manager says of the units, all of them asked at the same time.</summary>
    private static Dictionary<string, string> States(IEnumerable<CheckedPrerequisite> definitions)
    {
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        var children = definitions
            .Where(p => Caller.MayActAs(p.Uid!.Value))
            .GroupBy(p => p.Uid!.Value)
            .Select(g => UserUnitProperties.Ask(g.Key, g.Select(p => p.Unit), ["ActiveState"]))
            .ToList();
        UserChild.Await(children, Limit);
        foreach (var child in children)
        {
            using (child)
            {
                foreach (var unit in child.Said is { } output ? UserUnitProperties.Parse(output) : [])
                {
                    states[unit.Unit] = unit.Text("ActiveState") switch
                    {
                        "active" => Made,
                        "activating" or "reloading" => "being made",
                        "failed" => Words.Failed,
                        _ => "not made",
                    };
                }
            }
        }

        return states;
    }

    private static string KindOf(CheckedPrerequisite definition) =>
        Kinds.First(k => definition.Path.EndsWith($".{k}{DefinitionPaths.Extension}", StringComparison.Ordinal));
}
