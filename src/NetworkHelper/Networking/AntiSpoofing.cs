// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>Keeps a container from sending with the address or MAC of another, on the host's end of its interfaces.</summary>
internal sealed class AntiSpoofing(ContainerName name, IReadOnlyList<NetworkAttachment> wanted, Log log)
{
    private const string Missing =
        "libnftables.so.1 is missing, so nothing keeps the container from sending with others' addresses: install nftables";

    /// <exception cref="HostException">What was asked for in so many words cannot be had here.</exception>
    public void Check(IReadOnlyList<Network> networks)
    {
        AntiSpoofPlan.Check(wanted, networks);
        if (wanted.Any(w => w.AntiSpoof == true) && !Libnftables.IsPresent)
        {
            throw new HostException($"anti_spoof=true: {Missing}");
        }
    }

    /// <summary>Loads what <see cref="Apply"/> needs, which takes milliseconds: for a time when there is something to wait for.</summary>
    public static void Prepare() => Libnftables.Prepare();

    /// <summary>Puts the rules there, in place of earlier ones. To be called before the container can send.</summary>
    public void Apply(IReadOnlyList<AttachedNetwork> networks, IReadOnlyList<HostInterface> interfaces)
    {
        var plan = AntiSpoofPlan.Of(wanted, networks);
        var chains = AntiSpoofRules.Chains(
            name,
            plan,
            [.. Names(plan, interfaces, hasKnownAddresses: true)],
            [.. Names(plan, interfaces, hasKnownAddresses: false)]
        );
        if (chains.Count == 0)
        {
            Remove(name);
            return;
        }

        if (!Libnftables.IsPresent)
        {
            // Machines whose firewall is iptables worked without.
            log.Warning($"{name}: {Missing}, or set anti_spoof=false");
            return;
        }

        if (
            Libnftables.Run(AntiSpoofRules.Create(chains)) is not null
            && Libnftables.Run(AntiSpoofRules.Replace(name, chains)) is { } error
        )
        {
            throw new HostException(
                $"nftables refused the rules against forged addresses: {error.Trim()}; "
                    + "without them, a network needs anti_spoof=false"
            );
        }
    }

    /// <summary>Removes the rules; none is fine.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Remove(ContainerName name)
    {
        // Asked first: a removal that fails takes the kernel some 10 ms.
        if (!Libnftables.IsPresent || Libnftables.Run(AntiSpoofRules.List(name)) is not null)
        {
            return false;
        }

        return Libnftables.Run(AntiSpoofRules.Delete(name)) is { } error
            ? throw new HostException($"remove the rules against forged addresses: {error.Trim()}")
            : true;
    }

    private static IEnumerable<string> Names(
        AntiSpoofPlan plan,
        IReadOnlyList<HostInterface> interfaces,
        bool hasKnownAddresses
    ) =>
        interfaces
            .Where(i => plan.Bridges.Contains(new WatchedBridge(i.Bridge, hasKnownAddresses)))
            .Select(i => i.Link.Name);
}
