// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator.Units;

/// <summary>The names of a container's units. Names need no escapes, which the grammar of names sees to.</summary>
internal static class UnitNames
{
    public static string Create(ContainerName name) => $"rootful-create@{name}.service";

    public static string Init(ContainerName name) => $"rootful-init@{name}.service";

    public static string Start(ContainerName name) => $"rootful-start@{name}.service";

    public static string Update(ContainerName name) => $"rootful-update@{name}.service";

    public static string Network(ContainerName name) => $"rootful-network@{name}.service";

    public static string Container(string name) => $"rootful-container@{name}.service";

    public static string PodmanNetwork(string name) => $"rootful-podman-network@{name}.service";

    public static string Linger(uint uid) => $"rootful-linger@{uid}.service";

    public static string UserManager(uint uid) => $"user@{uid}.service";

    /// <summary>The unit that a word in <c>[depends]</c> means: a definition's, or the one it names.</summary>
    public static string Dependency(string word) => ValueChecks.HasUnitSuffix(word) ? word : Container(word);

    public static string DropIn(string unit) => $"{unit}.d/50-definition.conf";
}
