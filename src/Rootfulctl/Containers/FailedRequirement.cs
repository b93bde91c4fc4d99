// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>What has failed of that without which a container is not started.</summary>
internal static class FailedRequirement
{
    private static readonly string[] Requirements = ["Requires", "BindsTo", "Requisite"];

    /// <param name="container">Of <c>rootful-container@</c>.</param>
    /// <returns>Null when there is nothing.</returns>
    public static string? Of(SystemBus bus, UnitProperties container)
    {
        var failed = container.Text("ActiveState") is "inactive" or "failed" ? Find(bus, container, []).ToList() : [];
        return failed.Count == 0 ? null : $"it {string.Join("; it ", failed)}";
    }

    /// <summary>Also of what was not started itself, because of what it requires.</summary>
    private static IEnumerable<string> Find(SystemBus bus, UnitProperties unit, HashSet<string> seen)
    {
        var required = Requirements.SelectMany(unit.Texts).Where(seen.Add).ToArray();
        // Without a pattern all units would be listed.
        var down = required.Length == 0 ? [] : bus.ListUnits(required).Where(IsDown).Select(u => u.Name).ToList();
        return bus.Properties(down)
            .SelectMany(u =>
                (Reason.Failure(u) is { } failure ? [$"failed: {failure}"] : Find(bus, u, seen)).Select(why =>
                    $"requires {SystemUnits.DefinitionOf(u.Unit)}, which {why}"
                )
            );
    }

    private static bool IsDown(UnitState unit) => unit is { Active: "inactive" or "failed" } or { Sub: "auto-restart" };
}
