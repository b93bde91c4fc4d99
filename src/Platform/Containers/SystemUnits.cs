// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.Containers;

/// <summary>The units of a container and of a defined network in the system's service manager.</summary>
internal static class SystemUnits
{
    public static string Network(ContainerName name) => $"rootful-network@{name}.service";

    public static string Container(ContainerName name) => $"rootful-container@{name}.service";

    public static string UserManager(uint uid) => $"user@{uid}.service";

    /// <param name="network">Its name, which is the instance as it is: a network's name needs no escaping.</param>
    public static string PodmanNetwork(string network) => $"rootful-podman-network@{network}.service";
}
