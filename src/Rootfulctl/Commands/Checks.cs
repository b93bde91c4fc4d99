// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Doctor;
using RootfulContainers.Rootfulctl.Doctor.Containers;
using RootfulContainers.Rootfulctl.Doctor.Host;
using RootfulContainers.Rootfulctl.Doctor.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary>All checks. What explains others comes first.</summary>
internal static class Checks
{
    public static readonly IReadOnlyList<Check> All =
    [
        InstalledFiles.Check,
        ProtectedDefinitions.Check,
        ReadDefinitions.Check,
        Versions.Check,
        Vulnerabilities.Check,
        Kernel.ControlGroups,
        Kernel.UserNamespaces,
        Forwarding.Check,
        Forwarding.Advertisements,
        Policies.Check,
        StrictFirewalld.Check,
        FlushedRules.Check,
        NameServerPort.Check,
        PodmanConfiguration.Check,
        SecretFile.Check,
        StaleState.Check,
        AccountCheck.Check,
        SubordinateIdCheck.Check,
        Lingering.Check,
        UserManager.Check,
        DefinitionErrors.Check,
        EndedUnit.Check,
        PauseCheck.Check,
        Delegation.Check,
        BindMounts.Check,
        PodmanStore.Images,
        PodmanStore.Secrets,
        HealthState.Check,
        Listeners.Check,
        Reachability.Check,
        NameResolution.Check,
    ];
}
