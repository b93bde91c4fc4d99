// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>
/// Networks that are not as their definitions say any more. They change at the next start of a container, if no other is on them: until
/// all are restarted together, each that is restarted alone fails.
/// </summary>
internal sealed class ChangedNetworks(DefinitionSet definitions)
{
    private readonly NetworkCatalog _networks = new(ContainersConf.Load().NetworkDirectory);

    /// <summary>Those that a running container is on.</summary>
    public IEnumerable<string> Of(ListedContainer container) =>
        container.IsRunning ? container.Networks.Where(IsChanged) : [];

    private bool IsChanged(string name) =>
        definitions.NetworkFingerprint(name) is { } fingerprint
        && _networks.TryRead(name)?.Definition is { } made
        && made != fingerprint;
}
