// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>User manager: makes a volume or an image, once, before the first container that names it is created.</summary>
internal static class PrerequisiteUnit
{
    public static UnitFile Plan(Prerequisite definition)
    {
        var unit = new UnitFile(definition.Unit);
        string[] image = definition.ImageDefinition is { } other ? [other.Unit] : [];
        unit.Unit.Add("Description", UnitText.Line(definition.Description ?? definition.Title))
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            .AddWords("Requires", image)
            .AddWords("After", image)
            // With it the containers would be stopped that were made from it.
            .Add("RefuseManualStop", "yes")
            // How often may be tried is said by the container's unit alone.
            .Add("StartLimitIntervalSec", "0");
        Add(unit.Unit, definition.UnitSettings);
        // The network helper finds podman's messages by it when the unit fails.
        unit.Service.Add("SyslogIdentifier", "%N")
            .Add("Environment", $"{UserUnits.DefinitionVariable}={definition.Fingerprint}")
            .Add("Type", "oneshot")
            .Add("RemainAfterExit", "yes");
        var podman = new CommandLine("podman").Add(definition.GlobalArguments);
        definition.Begin(podman, unit.Service);
        KeyTarget<Prerequisite, CommandLine>.AddAll(definition.Settings, podman);
        podman.Add(definition.PodmanWords?.Texts ?? []);
        definition.End(podman);
        unit.Service
            // An image takes as long as it takes.
            .Add("TimeoutStartSec", "infinity")
            .Add("ExecStart", podman.ToString())
            // Makes it again, without a word to the containers that use it.
            .Add("ExecReload", podman.ToString());
        Add(unit.Service, definition.ServiceSettings);
        return unit;
    }

    private static void Add(UnitSection section, IReadOnlyList<SettingValue> settings)
    {
        foreach (var value in settings)
        {
            // Verbatim: specifiers and quotes there are the admin's own.
            section.Add(value.Name!, value.Text);
        }
    }
}
