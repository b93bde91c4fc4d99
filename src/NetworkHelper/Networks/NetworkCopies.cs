// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Networks;

/// <summary>
/// Copies of the networks that containers were on. Podman of root knows none of these containers: <c>podman network prune</c> removes
/// their networks, and the next one that is made has another subnet.
/// </summary>
/// <param name="folder">With a file for each, as in the catalog.</param>
internal sealed class NetworkCopies(NetworkCatalog networks, Log log, string folder = NetworkCopies.Folder)
{
    private const string Folder = "/var/lib/rootful-containers/networks";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly NetworkCatalog _copies = new(folder);

    public void Keep(string name)
    {
        if (networks.ReadFile(name) is not { } json || _copies.ReadFile(name).AsSpan().SequenceEqual(json))
        {
            return;
        }

        try
        {
            _ = Directory.CreateDirectory(folder, OwnerOnly);
            _copies.Restore(name, json);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            // Nothing is amiss as long as the network is there.
            log.Warning($"network '{name}' could not be put back if it were removed: {e.Message}");
        }
    }

    /// <summary>Whether the network is gone, and there is a copy.</summary>
    public bool IsMissing(string name) => networks.ReadFile(name) is null && _copies.ReadFile(name) is not null;

    /// <summary>Puts the network back as it was, if it is gone. The caller holds the networks' lock for a change.</summary>
    /// <param name="definition">The fingerprint it must have been made from; any when it is not given.</param>
    /// <returns>Whether it is back.</returns>
    public bool Restore(string name, string? definition = null)
    {
        if (
            !IsMissing(name)
            || _copies.TryRead(name) is not { } copy
            || (definition is not null && copy.Definition != definition)
        )
        {
            return false;
        }

        if (networks.All().FirstOrDefault(n => Collide(n, copy)) is { } other)
        {
            log.Warning(
                $"network '{name}' is gone and cannot be put back as it was: network '{other.Name}' took its place"
            );
            return false;
        }

        networks.Restore(name, _copies.ReadFile(name)!);
        log.Warning(
            $"network '{name}' was removed, perhaps by 'podman network prune', and is put back as it was; "
                + $"'{Environment.ProcessPath} remove-network {name}' removes it for good"
        );
        return true;
    }

    public void Forget(string name) => _copies.Remove(name);

    /// <summary>Whether podman would not make the one beside the other.</summary>
    private static bool Collide(Network one, Network other) =>
        one.HasHostEnds
        && other.HasHostEnds
        && (
            (one.Bridge.Length > 0 && one.Bridge == other.Bridge)
            || one.Subnets.Any(s => other.Subnets.Any(o => Overlap(s.Range, o.Range)))
        );

    private static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);
}
