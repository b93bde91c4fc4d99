// SPDX-License-Identifier: BSD-2-Clause
using Target = RootfulContainers.Definitions.Keys.KeyTarget<
    RootfulContainers.Definitions.Kinds.Networks.NetworkDefinition,
    System.Collections.Generic.List<string>
>;

namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary>Where the keys of a network go: most are flags of <c>podman network create</c>.</summary>
internal static class NetworkTargets
{
    public static Target Property(Action<NetworkDefinition, Setting> property) =>
        new(TargetPlace.Special, "", null, property);

    public static Target GlobalFlag(string name, Action<NetworkDefinition, Setting> property) =>
        new(TargetPlace.GlobalFlag, name, null, property);

    public static Target NetworkFlag(string name) =>
        new(
            TargetPlace.NetworkFlag,
            name,
            static (arguments, flag, setting) =>
                arguments.AddRange(setting.Values.Select(v => $"--{flag}={v.Assignment}"))
        );

    public static Target NetworkListFlag(string name) =>
        new(
            TargetPlace.NetworkListFlag,
            name,
            static (arguments, flag, setting) =>
                arguments.AddRange(setting.Values.Select(v => $"--{flag}={PodmanText.ListField(v.Assignment)}"))
        );
}
