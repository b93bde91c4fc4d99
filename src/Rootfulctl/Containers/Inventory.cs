// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>All containers that there are: defined, loaded or attached.</summary>
internal static class Inventory
{
    private const string Suffix = ".service";

    private static readonly string[] UnitDirectories = ["/etc/systemd/system", "/run/systemd/system"];

    public static IReadOnlyList<ListedContainer> Read(DefinitionSet definitions, SystemBus bus)
    {
        var units = bus.ListUnits($"{SystemUnits.ContainerPrefix}*", $"{SystemUnits.NetworkPrefix}*")
            .ToDictionary(u => u.Name, StringComparer.Ordinal);
        var masked = UnitDirectories.SelectMany(MaskedUnits).ToHashSet(StringComparer.Ordinal);
        var states = ContainerState.ReadAll().ToDictionary(s => s.Name);
        var names = new SortedDictionary<string, ContainerName>(StringComparer.Ordinal);
        foreach (
            var name in definitions
                .Containers.Select(d => d.Name)
                .Concat(states.Keys)
                .Concat(units.Values.Where(IsThere).Select(NameOf).OfType<ContainerName>())
        )
        {
            names[name.ToString()] = name;
        }

        var containers = names
            .Values.Select(name =>
            {
                var definition = definitions.Find(name);
                var state = states.GetValueOrDefault(name) ?? ContainerState.Read(name);
                return new ListedContainer(name, state)
                {
                    Definition = definition,
                    UnreadablePath = definition is null ? UnreadableDefinitions.Of(name) : null,
                    Unit = units.GetValueOrDefault(SystemUnits.Container(name)),
                    NetworkUnit = units.GetValueOrDefault(SystemUnits.Network(name)),
                    IsUnitMasked = masked.Contains(SystemUnits.Container(name)),
                    User = (definition?.Uid ?? state.Uid) is { } uid ? definitions.UserName(uid) : definition?.User,
                };
            })
            .ToList();
        return WithTimes(WithRuns(WithHealth(WithPauses(containers)), bus), bus);
    }

    /// <summary>One of them, whose units are known.</summary>
    public static ListedContainer Of(
        Target target,
        DefinitionSet definitions,
        SystemBus bus,
        UnitProperties container,
        UnitProperties network
    )
    {
        var listed = new ListedContainer(target.Name, target.State)
        {
            Definition = target.Definition,
            UnreadablePath = target.UnreadablePath,
            Unit = container.State,
            NetworkUnit = network.State,
            IsUnitMasked = container.State.Load == "masked",
            User = target.Uid is { } uid ? definitions.UserName(uid) : target.Definition?.User,
        };
        return WithTimes(WithRuns(WithHealth(WithPauses([listed])), bus), bus)[0];
    }

    private static List<ListedContainer> WithPauses(List<ListedContainer> containers) =>
        containers.ConvertAll(c => c with { IsPaused = c.IsRunning && PausedContainer.Is(c.State, c.Uid) });

    private static List<ListedContainer> WithHealth(List<ListedContainer> containers)
    {
        var health = Health.ReadAll(containers.Where(c => c.IsRunning && c.Definition is { HasHealthCheck: true }));
        return containers.ConvertAll(c => c with { Health = health.GetValueOrDefault(c.Name) });
    }

    private static List<ListedContainer> WithRuns(List<ListedContainer> containers, SystemBus bus)
    {
        var repeated = containers.Where(c => c.Definition?.Container is { IsJob: true } or { HasTimer: true }).ToList();
        var units = bus.Properties([
            .. repeated.SelectMany(c => new[] { SystemUnits.Container(c.Name), SystemUnits.Timer(c.Name) }),
        ]);
        var runs = repeated
            .Select((c, i) => (c.Name, Runs: Runs.Of(units[2 * i], units[(2 * i) + 1])))
            .ToDictionary(r => r.Name, r => r.Runs);
        return containers.ConvertAll(c => c with { Runs = runs.GetValueOrDefault(c.Name) });
    }

    /// <summary>A running one runs since it was attached, which costs no question; the others are few.</summary>
    private static List<ListedContainer> WithTimes(List<ListedContainer> containers, SystemBus bus)
    {
        var others = containers
            .Where(c => !(c.IsRunning && c.State.Since is not null) && c.Unit is { Active: not "inactive" })
            .ToList();
        var changes = bus.Numbers([.. others.Select(c => c.Unit!.Name)], "StateChangeTimestamp");
        var times = others.Zip(changes).ToDictionary(c => c.First.Name, c => c.Second);
        return containers.ConvertAll(c =>
            c with
            {
                Since =
                    times.TryGetValue(c.Name, out var microseconds) && microseconds > 0
                        ? DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds)
                    : c.IsRunning ? c.State.Since
                    : null,
            }
        );
    }

    /// <summary>Whether systemd has units of it that do anything, or have failed; not if nobody can be asked.</summary>
    public static bool HasUnits(ContainerName name)
    {
        try
        {
            using var bus = SystemBus.Connect();
            return bus.ListUnits(SystemUnits.Container(name), SystemUnits.Network(name)).Any(IsThere);
        }
        catch (HostException)
        {
            return false;
        }
    }

    private static bool IsThere(UnitState unit) => unit.Active != "inactive";

    private static ContainerName? NameOf(UnitState unit)
    {
        var start = unit.Name.IndexOf('@', StringComparison.Ordinal) + 1;
        return
            unit.Name.EndsWith(Suffix, StringComparison.Ordinal)
            && ContainerName.TryParse(unit.Name[start..^Suffix.Length], out var name, out _)
            ? name
            : null;
    }

    private static IEnumerable<string> MaskedUnits(string directory) =>
        DirectoryStream
            .Names(directory)
            .Where(n =>
                n.StartsWith(SystemUnits.ContainerPrefix, StringComparison.Ordinal)
                && NativeFile.LinkTarget($"{directory}/{n}") == "/dev/null"
            );
}
