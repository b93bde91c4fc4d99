// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>System manager: starts <c>rootful-container@NAME.service</c> by time.</summary>
internal static class TimerUnit
{
    /// <summary>Also of a definition with errors: at its time the start fails, where it is seen.</summary>
    public static UnitFile Plan(ContainerDefinition definition)
    {
        var unit = new UnitFile(SystemUnits.Timer(definition.Name));
        unit.Unit.Add("Description", $"Timer of rootful container {definition.Name}")
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            // Else it would start a pod that was stopped.
            .AddWords("PartOf", definition.PodThatStarts is { } pod ? [SystemUnits.Container(pod)] : []);
        var parts = new ContainerParts { Timer = unit.Timer };
        KeyTarget<ContainerDefinition, ContainerParts>.AddAll(definition.Settings, parts);
        return unit;
    }
}
