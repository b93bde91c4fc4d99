// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: what the units of a container have in common.</summary>
internal static class UserUnitFile
{
    public static UnitFile Begin(string name, string description, ContainerDefinition definition)
    {
        var unit = new UnitFile(name);
        unit.Unit.Add("Description", description)
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            // How often may be tried is said by the container's unit alone.
            .Add("StartLimitIntervalSec", "0");
        // Who looks for podman's messages finds them by it when the unit fails.
        unit.Service.Add("SyslogIdentifier", "%N");
        return unit;
    }
}
