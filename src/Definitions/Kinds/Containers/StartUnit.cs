// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: <c>podman start</c>, once the network is attached.</summary>
internal static class StartUnit
{
    // What podman itself needs before the stop signal and after SIGKILL, where many containers stop at once on a slow machine.
    private const int StopMarginSeconds = 90;

    public static UnitFile Plan(ContainerDefinition definition)
    {
        var name = definition.Name;
        var unit = new UnitFile(UserUnits.Start(name));
        unit.Unit.Add("Description", $"Start rootful container {name}")
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            .Add("BindsTo", UserUnits.Init(name))
            .Add("After", UserUnits.Init(name))
            // A container started manually, before root has attached it, would run without a network.
            .Add("AssertPathExists", StatePaths.File(name, StatePaths.Status));
        // As in the create unit: the supervisor's agent looks for podman's errors.
        unit.Service.Add("SyslogIdentifier", "%N")
            .Add("StandardOutput", "null")
            .Add("StandardError", "journal")
            .Add("Type", "oneshot")
            .Add("RemainAfterExit", "yes")
            // With notify = "healthy" podman start returns when the health check has passed.
            .Add("TimeoutStartSec", "infinity")
            .Add("ExecStart", definition.Podman.Add(["start", name.ToString()]).ToString())
            // Not ExecStop=, which does not run when podman start failed: an unhealthy container is stopped gently too.
            .Add("ExecStopPost", definition.Podman.Add(["stop", "--ignore", name.ToString()]).ToString())
            .Add("TimeoutStopSec", StopLimit(definition));
        return unit;
    }

    /// <summary>
    /// Of a stop as a whole, in both managers: no shorter one of the user's may come between a container and the time that it has. What a
    /// user's manager or podman hangs in is bounded by the system's.
    /// </summary>
    public static string StopLimit(ContainerDefinition definition) =>
        definition.StopLimit
        ?? string.Create(CultureInfo.InvariantCulture, $"{definition.StopTimeout + StopMarginSeconds}s");
}
