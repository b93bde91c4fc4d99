// SPDX-License-Identifier: BSD-2-Clause
using Target = RootfulContainers.Definitions.Keys.KeyTarget<
    RootfulContainers.Definitions.Kinds.Containers.ContainerDefinition,
    RootfulContainers.Definitions.Kinds.Containers.ContainerParts
>;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>Where the keys of a container go; the rows of the key tables say it in one word.</summary>
internal static class ContainerTargets
{
    public static Target Property(Action<ContainerDefinition, Setting> property) =>
        new(TargetPlace.Special, "", null, property);

    /// <summary>A setting or flag that the units write themselves, of a property.</summary>
    public static Target Property(TargetPlace place, string name, Action<ContainerDefinition, Setting> property) =>
        new(place, name, null, property);

    public static Target CreateFlag(string name) =>
        new(TargetPlace.CreateFlag, name, static (units, flag, setting) => AddFlags(units.Create, flag, setting));

    /// <summary>The same, with values that have a dash in front when what they name need not be there.</summary>
    public static Target CreateOptionalFlag(string name) =>
        new(
            TargetPlace.CreateFlag,
            name,
            static (units, flag, setting) =>
            {
                foreach (var value in units.Create is null ? [] : setting.Values)
                {
                    if (value.Text.StartsWith('-'))
                    {
                        units.Create!.Option(SupervisorOptions.IfPresent, $"--{flag}={value.Text[1..]}");
                        units.OptionalFlags++;
                    }
                    else
                    {
                        units.Create!.Flag(flag, value.Text);
                    }
                }
            }
        );

    public static Target CreateListFlag(string name) =>
        new(
            TargetPlace.CreateListFlag,
            name,
            static (units, flag, setting) =>
            {
                foreach (var value in units.Create is null ? [] : setting.Values)
                {
                    units.Create!.Flag(flag, PodmanText.ListField(value.Assignment));
                }
            }
        );

    public static Target SecurityOption(string name) =>
        new(
            TargetPlace.SecurityOption,
            name,
            static (units, option, setting) =>
            {
                if (setting.Key.Kind != ValueKind.Boolean)
                {
                    // Without a value it would not be podman's default, but the empty path.
                    if (setting.Values.Count > 0)
                    {
                        units.Create?.Flag("security-opt", option + string.Join(':', setting.Texts));
                    }
                }
                else if (setting.IsTrue)
                {
                    units.Create?.Flag("security-opt", option);
                }
            }
        );

    public static Target HelperFlag(string name) =>
        new(
            TargetPlace.HelperFlag,
            name,
            static (units, flag, setting) => units.Helper?.AddRange(setting.Texts.Select(text => (flag, text)))
        );

    public static Target ProcessesService(string name) =>
        new(
            TargetPlace.ProcessesService,
            name,
            static (units, directive, setting) =>
            {
                foreach (var value in units.Processes is null ? [] : setting.Values)
                {
                    // Not escaped: these settings read no specifiers, and 150%% would be no percentage.
                    units.Processes!.Add(directive, value.Text);
                }

                if (setting is { Key.Controller: { } controller, Values.Count: > 0 })
                {
                    // Whether it is delegated to the user's manager can only be seen at the start.
                    units.Helper?.Add((HelperOptions.Limit, $"{controller}:{setting.Key.Name}"));
                }
            }
        );

    public static Target Dependency(string name) =>
        new(TargetPlace.ContainerDependency, name, null, static (container, setting) => container.Depend(setting));

    public static Target ContainerUnit(string name) =>
        new(
            TargetPlace.ContainerUnit,
            name,
            static (units, directive, setting) => AddSettings(units.Unit, directive, setting)
        );

    public static Target ContainerService(string name) =>
        new(
            TargetPlace.ContainerService,
            name,
            static (units, directive, setting) => AddSettings(units.Service, directive, setting)
        );

    /// <summary>[Timer] of rootful-container@.</summary>
    public static Target Timer(string name) =>
        new(
            TargetPlace.ContainerTimer,
            name,
            static (units, directive, setting) => AddSettings(units.Timer, directive, setting),
            static (container, setting) => container.Time(setting)
        );

    private static void AddFlags(CommandLine? command, string flag, Setting setting)
    {
        foreach (var value in command is null ? [] : setting.Values)
        {
            command!.Flag(flag, value.Assignment);
        }
    }

    private static void AddSettings(UnitSection? section, string directive, Setting setting)
    {
        foreach (var value in section is null ? [] : setting.Values)
        {
            // [systemd.*] is verbatim: specifiers and quotes there are the admin's own.
            section!.Add(value.Name ?? directive, value.Name is null ? UnitText.Line(value.Text) : value.Text);
        }
    }
}
