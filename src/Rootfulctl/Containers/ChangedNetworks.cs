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
    // Most containers are on no network that has a definition.
    private readonly Lazy<NetworkCatalog> _networks = new(() => new(ContainersConf.Load().NetworkDirectory));
    private readonly Dictionary<string, bool> _changed = new(StringComparer.Ordinal);

    /// <summary>Those that a running container is on.</summary>
    public IEnumerable<string> Of(ListedContainer container) =>
        container.IsRunning ? container.Networks.Where(IsChanged) : [];

    private bool IsChanged(string name)
    {
        if (!_changed.TryGetValue(name, out var isChanged))
        {
            isChanged =
                definitions.NetworkFingerprint(name) is { } fingerprint
                && _networks.Value.TryRead(name)?.Definition is { } made
                && made != fingerprint;
            _changed.Add(name, isChanged);
        }

        return isChanged;
    }
}
