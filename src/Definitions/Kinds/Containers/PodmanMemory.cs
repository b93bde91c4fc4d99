// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>
/// The garbage collector of podman's Go runtime does not run while podman works for so short a time: it would be a quarter of a start's
/// CPU time. An image that is pulled may need more, hence the limit, from which on it runs.
/// </summary>
internal static class PodmanMemory
{
    public static void Add(UnitSection service, ContainerDefinition definition)
    {
        // The container would get what is podman's.
        if (!definition.HasEnvironmentOfHost)
        {
            service.Add("Environment", "GOGC=off GOMEMLIMIT=128MiB");
        }
    }
}
