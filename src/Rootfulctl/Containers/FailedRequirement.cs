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
        var required = Requirements.SelectMany(container.Texts).ToList();
        if (container.Text("ActiveState") != "inactive" || required.Count == 0)
        {
            return null;
        }

        var failed = bus.ListUnits([.. required]).Where(u => u.Active == "failed").Select(u => u.Name).ToList();
        return failed.Count == 0
            ? null
            : string.Join(
                "; ",
                bus.Properties(failed)
                    .Select(u => $"it requires {SystemUnits.DefinitionOf(u.Unit)}, which failed: {Reason.Failure(u)}")
            );
    }
}
