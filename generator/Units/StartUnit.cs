// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Generator.Units;

/// <summary>User manager: <c>podman start</c>, once the network is attached.</summary>
internal static class StartUnit
{
    public static UnitFile Plan(ContainerDefinition definition)
    {
        var name = definition.Name;
        var unit = new UnitFile(UnitNames.Start(name));
        unit.Unit.Add("Description", $"Start rootful container {name}")
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            .Add("BindsTo", UnitNames.Init(name))
            .Add("After", UnitNames.Init(name))
            // A container started by hand, before root has attached it, would run without a network.
            .Add("AssertPathExists", $"/run/rootful-containers/{name}/status.json");
        unit.Service.Add("Type", "oneshot")
            .Add("RemainAfterExit", "yes")
            // With notify = "healthy" podman start returns when the health check has passed.
            .Add("TimeoutStartSec", "infinity")
            .Add("ExecStart", Podman.For(definition.Settings).Add(["start", name.ToString()]).ToString());
        return unit;
    }
}
