// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Systemd;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>From which definition a container was started, which its init unit remembers.</summary>
internal static class RunningDefinition
{
    private const string Variable = UserUnits.DefinitionVariable + "=";
    private const string Environment = "Environment";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <param name="init">Null when it is not known.</param>
    public static bool IsAnother(UserUnitProperties? init, string fingerprint) =>
        init?.Text(Environment).Split(' ').FirstOrDefault(v => v.StartsWith(Variable, StringComparison.Ordinal))
            is { } variable
        && variable[Variable.Length..] != fingerprint;

    /// <summary>Whether it runs and could do so from another definition. A job comes to its end, and its next run is from the new one.</summary>
    public static bool IsComparable(ListedContainer container) =>
        container is { IsRunning: true, IsJob: false, Definition: { IsMasked: false, IsBroken: false }, Uid: not null };

    /// <summary>Those of running containers that were started from another definition than there is now.</summary>
    /// <param name="silent">Those of users who do not answer, of which it is not known.</param>
    public static IReadOnlyList<ListedContainer> Outdated(
        IEnumerable<ListedContainer> containers,
        out IReadOnlyList<ListedContainer> silent
    )
    {
        var unanswered = new List<ListedContainer>();
        silent = unanswered;
        var outdated = new List<ListedContainer>();
        var children = containers
            .Where(IsComparable)
            .GroupBy(c => c.Uid!.Value)
            .Where(g => Caller.MayActAs(g.Key))
            .Select(g =>
                (
                    Containers: g.ToList(),
                    Child: UserUnitProperties.Ask(g.Key, g.Select(c => UserUnits.Init(c.Name)), [Environment])
                )
            )
            .ToList();
        UserChild.Await(children.Select(c => c.Child), Limit);
        foreach (var (ofUser, child) in children)
        {
            using (child)
            {
                if (child.Said is not { } output)
                {
                    unanswered.AddRange(ofUser);
                    continue;
                }

                var units = UserUnitProperties.Parse(output);
                outdated.AddRange(
                    ofUser.Where(c =>
                        IsAnother(
                            units.FirstOrDefault(u => u.Unit == UserUnits.Init(c.Name)),
                            c.Definition!.Container!.Fingerprint
                        )
                    )
                );
            }
        }

        return outdated;
    }
}
