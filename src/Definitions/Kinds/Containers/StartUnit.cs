// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: <c>podman start</c>, once the network is attached.</summary>
internal static class StartUnit
{
    // What podman itself needs before the stop signal and after SIGKILL, where many containers stop at once on a slow machine.
    private const int StopMarginSeconds = 90;

    public static UnitFile Plan(ContainerDefinition definition, string supervisor)
    {
        var name = definition.Name;
        string[] units = definition.IsNamespaceFirst
            ? [UserUnits.Create(name), UserUnits.Init(name)]
            : [UserUnits.Init(name)];
        // A pod's own container is created with podman's time.
        string[] time = definition.IsPod
            ? [string.Create(CultureInfo.InvariantCulture, $"--time={definition.StopTimeout}")]
            : [];
        var stop = ContainerProcesses.Command(definition, ["stop", "--ignore", .. time]);
        var unit = UserUnitFile.Begin(UserUnits.Start(name), $"Start rootful container {name}", definition);
        unit.Unit.AddWords("BindsTo", units)
            .AddWords("After", units)
            // A container started manually, before root has attached it, would run without a network.
            .Add("AssertPathExists", StatePaths.File(name, StatePaths.Status));
        // As in the create unit. The container may have podman's own output, however.
        var isOutput = definition is { LogDriver: "passthrough", IsNamespaceFirst: true };
        unit.Service.Add("StandardOutput", isOutput ? "journal" : "null").Add("StandardError", "journal");
        if (definition.IsNamespaceFirst)
        {
            ContainerProcesses.Add(unit.Service, definition);
            if (definition.IsPod)
            {
                // One that is paused cannot be stopped, and its process is in no control group of the unit's, by which that shows.
                var pattern = definition.PodmanName.Replace(".", "\\.", StringComparison.Ordinal);
                unit.Service.Add(
                    "ExecStop",
                    definition
                        .Podman.Add(["unpause", $"--filter=name=^{pattern}$", "--filter=status=paused"])
                        .ToString()
                );
            }

            unit.Service.Add("ExecStop", stop)
                // ExecStop= does not run before the unit is active: also a container that has not become healthy is stopped gently.
                .Add(
                    "ExecStopPost",
                    new CommandLine(supervisor)
                        .Add(name.ToString())
                        .Verbatim($"{SupervisorOptions.User}=%U")
                        .Add([SupervisorOptions.UnlessSuccess, "--"])
                        .ToString() + $" {stop}"
                );
        }
        else
        {
            PodmanMemory.Add(unit.Service, definition);
            unit.Service.Add("Type", "oneshot")
                .Add("RemainAfterExit", "yes")
                // Not ExecStop=, which does not run when podman start failed: an unhealthy container is stopped gently too.
                .Add("ExecStopPost", stop);
        }

        unit.Service
            // With notify = "healthy" podman start returns when the health check has passed.
            .Add("TimeoutStartSec", "infinity")
            .Add("ExecStart", ContainerProcesses.Command(definition, "start"))
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
