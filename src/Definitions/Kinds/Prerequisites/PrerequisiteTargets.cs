// SPDX-License-Identifier: BSD-2-Clause
using Target = RootfulContainers.Definitions.Keys.KeyTarget<
    RootfulContainers.Definitions.Kinds.Prerequisites.Prerequisite,
    RootfulContainers.Units.CommandLine
>;

namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>Where the keys of volumes, images and builds go: most are flags of the command that makes them.</summary>
internal static class PrerequisiteTargets
{
    public static Target Property(Action<Prerequisite, Setting> property) =>
        new(TargetPlace.Special, "", null, property);

    /// <summary>A property of one kind; a flag that the kind writes itself has a name.</summary>
    public static Target PropertyOf<T>(Action<T, Setting> property, string flag = "")
        where T : Prerequisite =>
        new(
            flag.Length == 0 ? TargetPlace.Special : TargetPlace.PodmanFlag,
            flag,
            null,
            (definition, setting) => property((T)definition, setting)
        );

    public static Target GlobalFlag(string name, Action<Prerequisite, Setting> property) =>
        new(TargetPlace.GlobalFlag, name, null, property);

    public static Target PodmanFlag(string name) =>
        new(
            TargetPlace.PodmanFlag,
            name,
            static (podman, flag, setting) =>
            {
                foreach (var value in setting.Values)
                {
                    podman.Flag(flag, value.Assignment);
                }
            }
        );

    public static Target PodmanListFlag(string name) =>
        new(
            TargetPlace.PodmanListFlag,
            name,
            static (podman, flag, setting) =>
            {
                foreach (var value in setting.Values)
                {
                    podman.Flag(flag, PodmanText.ListField(value.Assignment));
                }
            }
        );
}
