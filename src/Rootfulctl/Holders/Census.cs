// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>All who have ports and addresses of this host, as they were at one moment. No lock is taken, nothing is changed.</summary>
internal sealed class Census
{
    private const string DefaultNetwork = "podman";

    private readonly DefinitionSet _definitions = DefinitionSet.Load();
    private readonly Dictionary<string, PodmanHoldings> _podman = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Lease> _leases = Lease.ReadAll();
    private readonly List<string> _gaps = [];

    private Census()
    {
        var attached = ContainerState.ReadAll();
        // Who may not list them sees what their own definitions lead to.
        States =
        [
            .. attached,
            .. _definitions
                .Containers.Select(d => d.Name)
                .Except(attached.Select(s => s.Name))
                .Select(name => ContainerState.Read(name)),
        ];
        var networks = new NetworkCatalog(ContainersConf.Load().NetworkDirectory).All().ToList();
        var database = Attempt(() => Caller.IsRoot ? IpamDatabase.Look() : null);
        foreach (var network in networks.Select(n => n.Name).Append(DefaultNetwork).Distinct(StringComparer.Ordinal))
        {
            if (Attempt(() => database?.Holdings(network)) is { } holdings)
            {
                _podman[network] = holdings;
            }
        }

        Networks = [.. networks.Concat(WithoutFile(networks)).OrderBy(n => n.Name, StringComparer.Ordinal)];
        PodmanContainers = Caller.IsRoot
            ? Attempt(() =>
                PodmanContainer.ReadAll(
                    _podman.Values.SelectMany(h => h.Holders.Values).Where(h => !IpamDatabase.IsOwn(h))
                )
            ) ?? []
            : [];
        if (!Caller.IsRoot)
        {
            _gaps.Add("only root sees leases, rootful podman's containers, and the containers and programs of others");
        }
    }

    /// <summary>Also those of containers that are defined and not attached.</summary>
    public IReadOnlyList<ContainerState> States { get; }

    public IReadOnlyList<PodmanContainer> PodmanContainers { get; }

    public IReadOnlyList<Network> Networks { get; }

    /// <summary>What could not be seen.</summary>
    public IReadOnlyList<string> Gaps => _gaps;

    public static Census Take() => new();

    public Definition? Definition(ContainerName name) => _definitions.Find(name);

    public Holder HolderOf(ContainerState state)
    {
        var definition = Definition(state.Name);
        return new Holder(
            HolderKind.Container,
            state.Name.ToString(),
            (definition?.Uid ?? state.Uid) is { } uid ? _definitions.UserName(uid) : definition?.User
        );
    }

    public Holder HolderOf(ContainerName name) =>
        HolderOf(States.FirstOrDefault(s => s.Name == name) ?? ContainerState.Read(name));

    /// <summary>All ports of the host that somebody has, and who is in whose way.</summary>
    /// <param name="withWanted">Also those of containers that do not run.</param>
    public IReadOnlyList<HeldPort> Ports(bool withWanted)
    {
        var containers = States
            .SelectMany(OwnPorts)
            .Concat(PodmanContainers.SelectMany(PodmanPorts))
            .Where(p => withWanted || p.State is not (PortStates.Stopped or PortStates.Invalid))
            .ToList();
        var sockets = Attempt(() => HostSockets.Read(_definitions.UserName)) ?? [];
        return
        [
            .. HeldPorts
                .WithRivals([.. containers, .. sockets.Where(s => !HeldPorts.IsHeldFor(s, containers))])
                .OrderBy(p => p.Mapping.HostPort)
                .ThenBy(p => p.Mapping.Protocol)
                .ThenBy(p => p.Address, StringComparer.Ordinal),
        ];
    }

    /// <summary>Every address of a network that somebody has, or that is kept for somebody.</summary>
    public IReadOnlyList<HeldAddress> Addresses(Network network)
    {
        var addresses = new Dictionary<IPAddress, HeldAddress>();
        foreach (var subnet in network.Subnets.Where(s => s.Gateway is not null && network.HasHostEnds))
        {
            var gateway = subnet.Gateway!;
            addresses[gateway] = new(
                gateway,
                MacOf(network.Bridge),
                new Holder(HolderKind.Host, network.Bridge, null),
                AddressKinds.Gateway
            );
        }

        foreach (var (address, id) in Holdings(network).Where(h => !IpamDatabase.IsOwn(h.Value)))
        {
            var container = PodmanContainers.FirstOrDefault(c => c.Id == id);
            addresses[address] = new(
                address,
                container?.Interfaces.FirstOrDefault(i => i.Network == network.Name)?.Mac ?? "",
                container?.Holder ?? new Holder(HolderKind.PodmanContainer, id[..Math.Min(12, id.Length)], "root"),
                AddressKinds.Podman
            );
        }

        foreach (var lease in _leases.Where(l => l.Network == network.Name))
        {
            addresses[lease.Address] = new(
                lease.Address,
                "",
                HolderOf(lease.Container),
                Wanted(lease.Container, network).Contains(lease.Address) ? AddressKinds.Static : AddressKinds.Derived
            );
        }

        foreach (var state in States)
        {
            foreach (var one in state.Interfaces.Where(i => i.Network == network.Name))
            {
                foreach (var address in one.Addresses)
                {
                    var kind =
                        addresses.TryGetValue(address, out var held) ? held.Kind
                        : network.IpamDriver == AddressKinds.Dhcp ? AddressKinds.Dhcp
                        : AddressKinds.Static;
                    addresses[address] = new(address, one.Mac, HolderOf(state), kind);
                }
            }

            foreach (var address in Wanted(state.Name, network))
            {
                _ = addresses.TryAdd(address, new(address, "", HolderOf(state), AddressKinds.Reserved));
            }
        }

        return [.. addresses.Values.OrderBy(a => a.Order, StringComparer.Ordinal)];
    }

    /// <summary>The containers that are on a network, with addresses or without.</summary>
    public IEnumerable<Holder> Members(Network network, IEnumerable<HeldAddress> addresses) =>
        addresses
            .Where(a => a.IsLeased)
            .Select(a => a.Holder)
            .Concat(States.Where(s => s.Interfaces.Any(i => i.Network == network.Name)).Select(HolderOf))
            .Concat(
                PodmanContainers
                    .Where(c => c.IsRunning && c.Interfaces.Any(i => i.Network == network.Name))
                    .Select(c => c.Holder)
            )
            .Distinct();

    /// <summary>What the definition asks for.</summary>
    private IEnumerable<IPAddress> Wanted(ContainerName name, Network network) =>
        (Definition(name)?.Checked?.Networks ?? [])
            .Select(n => n.Attachment)
            .Where(a => a.Name == network.Name)
            .SelectMany(a => new[] { a.Ipv4, a.Ipv6 })
            .OfType<IPAddress>();

    private IEnumerable<KeyValuePair<IPAddress, string>> Holdings(Network network) =>
        _podman.TryGetValue(network.Name, out var holdings) ? holdings.Holders : [];

    private IEnumerable<HeldPort> OwnPorts(ContainerState state)
    {
        var holder = HolderOf(state);
        if (state.Phase != AttachmentPhase.Detached && state.Ports.Count > 0)
        {
            var word = state.Phase == AttachmentPhase.Attached ? PortStates.Published : PortStates.Changing;
            return state.Ports.Select(p => new HeldPort(p, holder, word)
            {
                Target = Target(p, state.PortNetworks.SelectMany(n => AddressesOn(state.Interfaces, n))),
            });
        }

        var definition = Definition(state.Name);
        // Who may not look at the state sees by the one line for people that it is attached.
        var wanted =
            state.AddressText is not null ? PortStates.Published
            : definition is { IsBroken: true } ? PortStates.Invalid
            : PortStates.Stopped;
        return (definition?.Checked?.Ports ?? [])
            .Select(p => p.Port)
            .SelectMany(p =>
                p.Protocols.Select(r => new PortMapping(p.HostAddress, p.HostPort ?? 0, p.ContainerPort, p.Count, r))
            )
            .Select(p => new HeldPort(p, holder, wanted) { Target = Target(p, []) });
    }

    private static IEnumerable<HeldPort> PodmanPorts(PodmanContainer container) =>
        container.Ports.Select(p => new HeldPort(
            p,
            container.Holder,
            container.IsRunning ? PortStates.Published : PortStates.Stopped
        )
        {
            Target = Target(p, container.Interfaces.SelectMany(i => i.Addresses)),
        });

    private static IEnumerable<IPAddress> AddressesOn(IEnumerable<AttachedInterface> interfaces, string network) =>
        interfaces.Where(i => i.Network == network).SelectMany(i => i.Addresses);

    /// <summary>The first address that the port can lead to, as a client would write it.</summary>
    private static string Target(PortMapping port, IEnumerable<IPAddress> addresses)
    {
        var range = HeldPort.Range(port.ContainerPort, port.Count);
        var address = addresses.FirstOrDefault(a =>
            port.HostAddress is null || a.AddressFamily == port.HostAddress.AddressFamily
        );
        return address is null ? range
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]:{range}"
            : $"{address}:{range}";
    }

    // podman's own default has none until somebody changes it; its addresses tell whether it is used, and where.
    private IEnumerable<Network> WithoutFile(List<Network> networks)
    {
        if (
            networks.TrueForAll(n => n.Name != DefaultNetwork)
            && _podman.TryGetValue(DefaultNetwork, out var holdings)
            && holdings.LastAllocated.Count > 0
        )
        {
            var subnets = string.Join(
                ',',
                holdings.LastAllocated.Keys.Select(s => $$"""{"subnet":"{{s}}","gateway":"{{Subnet.FirstHost(s)}}"}""")
            );
            yield return Network.Parse(
                Encoding.UTF8.GetBytes(
                    $$"""{"name":"{{DefaultNetwork}}","network_interface":"podman0","subnets":[{{subnets}}]}"""
                ),
                DefaultNetwork
            );
        }
    }

    // Not by the framework, which takes the size that sysfs claims for what there is to read.
    private string MacOf(string bridge) =>
        Attempt(() =>
            $"/sys/class/net/{bridge}/address" is var path && NativeFile.Status(path) is not null
                ? Encoding.ASCII.GetString(NativeFile.Read(path, 64)).Trim()
                : ""
        ) ?? "";

    private T? Attempt<T>(Func<T?> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            _gaps.Add(e.Message);
            return null;
        }
    }
}
