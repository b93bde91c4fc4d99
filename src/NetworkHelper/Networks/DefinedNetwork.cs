// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Networks;

/// <summary>
/// A network with a definition of its own; a container only gets on it when it is as the definition says, or was made by
/// hand before there was one.
/// </summary>
/// <param name="Fingerprint">Of the definition that the system's service manager loaded.</param>
internal sealed record DefinedNetwork(string Name, string Fingerprint)
{
    private string UnitName => SystemUnits.PodmanNetwork(Name);

    /// <summary>
    /// Has the network's unit make it, or recreate it, when it is not as it should be. The unit was started before, but
    /// stays active when its definition changes.
    /// </summary>
    /// <exception cref="HostException">It cannot be changed; the message says why, and who uses it.</exception>
    public void Apply(NetworkCatalog networks)
    {
        if (IsCurrent(networks))
        {
            return;
        }

        var since = DateTimeOffset.UtcNow;
        if (!ServiceManager.WithSystem(system => system.Wait(system.ReloadOrStart(UnitName))).Succeeded)
        {
            var reason = JournalMessages.Last(since, ["_UID=0", $"OBJECT_SYSTEMD_UNIT={UnitName}", "PRIORITY=3"]);
            throw new HostException(
                reason.Length > 0
                    ? $"{UnitName} failed: {reason}"
                    : $"{UnitName} failed; see 'systemctl status {UnitName}'"
            );
        }
    }

    /// <exception cref="HostException">Somebody changed or removed it after <see cref="Apply"/>.</exception>
    public void RequireCurrent(NetworkCatalog networks)
    {
        if (!IsCurrent(networks))
        {
            throw new HostException(
                $"network '{Name}' was changed or removed just now; see 'systemctl status {UnitName}' and start again"
            );
        }
    }

    private bool IsCurrent(NetworkCatalog networks) =>
        networks.Read(Name) is { } network && (network.Definition is null || network.Definition == Fingerprint);
}
