// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.AntiSpoof;

/// <summary>Keeps a container from sending with the address or MAC of another, on the host's end of its interfaces.</summary>
internal sealed class AntiSpoofing(ContainerName name, IReadOnlyList<NetworkAttachment> wanted, Log log)
{
    private const string Missing =
        "libnftables.so.1 is missing, so nothing keeps the container from sending with others' addresses: install nftables";

    private bool _isGateClosed;

    /// <summary>
    /// Whether a rule can probably ask for the name of a bridge. Only looked at because a transaction that fails takes the kernel
    /// some 10 ms.
    /// </summary>
    private static bool KernelKnowsBridges
    {
        get
        {
            const string Module = "nft_meta_bridge";
            var modules = $"/lib/modules/{KernelRelease()}/kernel/net/bridge/netfilter";
            return Directory.Exists($"/sys/module/{Module}")
                || Directory.Exists(modules) && Directory.GetFiles(modules, $"{Module}.ko*").Length > 0;
        }
    }

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

    /// <summary>
    /// Has new ports of the watched bridges send only what the container may, whichever they will be. To be called before
    /// netavark makes them, under podman's lock.
    /// </summary>
    /// <param name="networks">Those that the container will be on.</param>
    /// <param name="present">The indices of the veth interfaces that there are.</param>
    /// <param name="limit">How long netavark may take.</param>
    public void CloseGate(IReadOnlyList<AttachedNetwork> networks, IReadOnlyCollection<int> present, TimeSpan limit)
    {
        var plan = AntiSpoofPlan.Of(wanted, networks);
        if (plan.Bridges.Count == 0 || !Libnftables.IsPresent)
        {
            return;
        }

        var anyBridge = AntiSpoofGate.Close(name, plan, present, anyBridge: true, limit);
        string[] forms = KernelKnowsBridges
            ? [AntiSpoofGate.Close(name, plan, present, anyBridge: false, limit), anyBridge]
            : [anyBridge];
        // Another container's, of a moment ago, is replaced, which may have netavark wait for the kernel to be done with it.
        var replaces = AntiSpoofGate.Find() is not null;
        string? error = null;
        foreach (var text in (replaces ? [] : forms).Concat(forms.Select(f => AntiSpoofGate.Remove + f)))
        {
            error = Libnftables.Run(text);
            if (error is null)
            {
                _isGateClosed = true;
                return;
            }
        }

        log.Warning($"{name}: nftables refused rules on bridges, so that it could spoof for some ms: {error?.Trim()}");
    }

    /// <summary>To be called in the end, whatever happened; <see cref="Apply"/> has done so when all went well.</summary>
    public void OpenGate()
    {
        if (_isGateClosed && Libnftables.Run(AntiSpoofGate.Remove) is { } error)
        {
            log.Warning($"{name}: remove the rules on bridges: {error.Trim()}");
        }

        _isGateClosed = false;
    }

    /// <summary>
    /// Puts the rules there, in place of earlier ones and of those on the bridges. To be called before the container can send.
    /// </summary>
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
            // Not the gate: podman's lock, which that takes, is held.
            RemoveRules(name);
            return;
        }

        if (!Libnftables.IsPresent)
        {
            // Machines whose firewall is iptables worked without.
            log.Warning($"{name}: {Missing}, or set anti_spoof=false");
            return;
        }

        var open = _isGateClosed ? AntiSpoofGate.Open : "";
        if (
            Libnftables.Run(AntiSpoofRules.Create(chains) + open) is not null
            && Libnftables.Run(AntiSpoofRules.Replace(name, chains) + open) is { } error
        )
        {
            throw new HostException(
                $"nftables refused the rules against spoofed addresses: {error.Trim()}; "
                    + "without them, a network needs anti_spoof=false"
            );
        }

        _isGateClosed = false;
    }

    /// <summary>Removes the rules; none is fine.</summary>
    /// <returns>Whether there were any.</returns>
    public static bool Remove(ContainerName name)
    {
        RemoveOpenedGate();
        RemoveGateThatWasLeft(name);
        return RemoveRules(name);
    }

    /// <summary>
    /// Of the kernel itself: nft's library first reads all rules of all containers, again and again while others change theirs. Of a
    /// hundred containers that stopped at once that took a minute.
    /// </summary>
    private static bool RemoveRules(ContainerName name)
    {
        // Asked first: a removal that fails takes the kernel some 10 ms.
        var chains = AntiSpoofChecks
            .Names(name)
            .Where(c => Nftables.HasChain(Nftables.NFPROTO_NETDEV, AntiSpoofRules.TableName, c))
            .ToList();
        if (chains.Count > 0)
        {
            Nftables.RemoveChains(Nftables.NFPROTO_NETDEV, AntiSpoofRules.TableName, chains);
        }

        return chains.Count > 0;
    }

    /// <summary>What an earlier attachment has left: as early as can be, so that nobody waits until the kernel is done with it.</summary>
    public static void RemoveOpenedGate()
    {
        if (AntiSpoofGate.Find() is { IsDormant: true } gate)
        {
            gate.Delete();
        }
    }

    /// <summary>Of a helper that was killed. Any other one belongs to a container that is being attached just now.</summary>
    private static void RemoveGateThatWasLeft(ContainerName name)
    {
        if (!IsThere())
        {
            return;
        }

        using var turn = NetavarkLock.Acquire();
        if (IsThere())
        {
            _ = Libnftables.Run(AntiSpoofGate.Remove);
        }

        bool IsThere() =>
            Libnftables.IsPresent
            && AntiSpoofGate.Find() is not null
            && Libnftables.Run(AntiSpoofGate.List(name)) is null;
    }

    private static string KernelRelease() => File.ReadAllText("/proc/sys/kernel/osrelease").Trim();

    private static IEnumerable<string> Names(
        AntiSpoofPlan plan,
        IReadOnlyList<HostInterface> interfaces,
        bool hasKnownAddresses
    ) =>
        interfaces
            .Where(i => plan.Bridges.Contains(new WatchedBridge(i.Bridge, hasKnownAddresses)))
            .Select(i => i.Link.Name);
}
