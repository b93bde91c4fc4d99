// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Configuration;

/// <summary>Short words for the places a key's value can go, for the rows of the key tables.</summary>
internal static class KeyTargets
{
    public static readonly KeyTarget Special = KeyTarget.Special;

    public static KeyTarget CreateFlag(string name) => new(TargetPlace.CreateFlag, name);

    public static KeyTarget CreateListFlag(string name) => new(TargetPlace.CreateListFlag, name);

    public static KeyTarget SecurityOption(string name) => new(TargetPlace.SecurityOption, name);

    public static KeyTarget GlobalFlag(string name) => new(TargetPlace.GlobalFlag, name);

    public static KeyTarget HelperFlag(string name) => new(TargetPlace.HelperFlag, name);

    public static KeyTarget NetworkFlag(string name) => new(TargetPlace.NetworkFlag, name);

    public static KeyTarget NetworkListFlag(string name) => new(TargetPlace.NetworkListFlag, name);

    public static KeyTarget InitService(string name) => new(TargetPlace.InitService, name);

    public static KeyTarget Dependency(string name) => new(TargetPlace.ContainerDependency, name);

    public static KeyTarget ContainerUnit(string name) => new(TargetPlace.ContainerUnit, name);

    public static KeyTarget ContainerService(string name) => new(TargetPlace.ContainerService, name);

    public static KeyTarget NetworkUnit(string name) => new(TargetPlace.NetworkUnit, name);
}
