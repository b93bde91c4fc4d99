// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using System.Text;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Names;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.NetworkHelper.RootfulPodman;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// Attaches a container to its networks. What can be checked is checked by <see cref="Prepare"/> before anything changes;
/// a failure after that is undone by the <see cref="Detachment"/> that a crash would need as well.
/// </summary>
internal sealed class Attachment
{
    private readonly AttachOptions _options;
    private readonly IReadOnlyList<Network> _networks;
    private readonly IReadOnlyList<AddressKey> _keys;
    private readonly ContainersConf _conf;
    private readonly NetavarkProgram _netavark;
    private readonly AntiSpoofing _antiSpoofing;
    private readonly Log _log;

    private Attachment(
        AttachOptions options,
        IReadOnlyList<Network> networks,
        IReadOnlyList<AddressKey> keys,
        ContainersConf conf,
        AntiSpoofing antiSpoofing,
        Log log
    )
    {
        _conf = conf;
        _options = options;
        _networks = networks;
        _keys = keys;
        _netavark = new NetavarkProgram(conf);
        _antiSpoofing = antiSpoofing;
        _log = log;
    }

    public static Attachment Prepare(AttachOptions options, ContainersConf conf, Log log)
    {
        AttachmentPlan.Check(options.Networks);
        var secret = Secret.Load();
        var catalog = new NetworkCatalog(conf.NetworkDirectory);
        var networks = new List<Network>();
        foreach (var attachment in options.Networks)
        {
            var network = catalog.Find(attachment.Name);
            Addresses.CheckFixed(network, attachment);
            CheckBridge(network);
            networks.Add(network);
        }

        NameServerPort.Check(options.Publish, networks, conf);
        var antiSpoofing = new AntiSpoofing(options.Name, options.Networks, log);
        antiSpoofing.Check(networks);
        var keys = options.Networks.Select(n => AddressKey.Derive(secret, options.AddressKey, n.Name));
        return new Attachment(options, networks, [.. keys], conf, antiSpoofing, log);
    }

    /// <summary>netavark would not take an interface of another kind for its bridge, but may remove it with the network.</summary>
    private static void CheckBridge(Network network)
    {
        if (!network.IsBridgeOfNetavark || RouteNetlink.IndexOf(network.Bridge) == 0)
        {
            return;
        }

        using var netlink = new RouteNetlink();
        if (!netlink.IsBridge(network.Bridge))
        {
            throw new HostException(
                $"interface {network.Bridge}, the bridge of network '{network.Name}', is there and is no bridge; give the network "
                    + "another interface_name"
            );
        }
    }

    /// <summary>The files that podman mounts into the container; they must exist before it is created.</summary>
    /// <returns>Whether they had to be made.</returns>
    public static bool MakeFiles(StateDirectory state)
    {
        if (state.Has(StatePaths.ResolvConf) && state.Has(StatePaths.Hosts))
        {
            return false;
        }

        state.Rewrite(StatePaths.ResolvConf, "");
        state.Rewrite(StatePaths.Hosts, "");
        return true;
    }

    /// <summary>Attaches a container that has no network yet.</summary>
    /// <param name="stored">Names of the ports that the service manager holds for the unit.</param>
    /// <returns>What netavark made, and the published ports; the caller keeps them open.</returns>
    public (IReadOnlyList<NetworkStatus> Networks, HostPorts Ports) Attach(
        StateDirectory state,
        ContainerProcess container,
        IReadOnlySet<string> stored
    )
    {
        var ports = PortBinding.Bind(_options.Name, _options.Publish, HeldPorts.Of(stored), _conf);
        try
        {
            Examine(ports);
            var networks = AttachInTurn(state, container, ports);
            UdpFlows.ForgetAllBut(ports.Mappings, PortAddresses(networks));
            return (networks, ports);
        }
        catch
        {
            ports.Dispose();
            throw;
        }
    }

    private IReadOnlyList<NetworkStatus> AttachInTurn(StateDirectory state, ContainerProcess container, HostPorts ports)
    {
        using var turn = TakeTurn();
        PortBinding.RequireFree(_options.Name, ports);
        var (request, attached) = BuildRequest(container, ports.Mappings);
        // Before netavark runs: whatever happens from here on, teardown knows what to undo.
        state.Write(StatePaths.NetavarkRequest, request, Permissions.OwnerOnly);
        return Apply(state, container, request, attached, ports);
    }

    /// <summary>
    /// Applies changed options to a running container, and puts back rules that somebody flushed. Addresses, MACs and the
    /// ports that were chosen stay, so that connections survive.
    /// </summary>
    /// <param name="evenIfCurrent">Whether to do so also when nothing was changed: rules may be missing.</param>
    public (IReadOnlyList<NetworkStatus> Networks, HostPorts Ports) Reattach(
        StateDirectory state,
        ContainerProcess container,
        bool evenIfCurrent
    )
    {
        var oldRequest = state.Read(StatePaths.NetavarkRequest)!;
        var oldMappings = NetavarkRequest.Mappings(oldRequest);
        var held = HeldPorts.Of(oldMappings);
        var ports = PortBinding.Bind(_options.Name, HostPorts.KeepChosen(_options.Publish, oldMappings), held, _conf);
        try
        {
            if (!state.Has(StatePaths.Status))
            {
                OrphanedNetavark.Await(state);
            }

            Examine(ports);
            var networks = ReattachInTurn(state, container, oldRequest, ports, evenIfCurrent);
            UdpFlows.ForgetAllBut(ports.Mappings, PortAddresses(networks));
            return (networks, ports);
        }
        catch
        {
            ports.Dispose();
            held.Restore();
            throw;
        }
    }

    private IReadOnlyList<NetworkStatus> ReattachInTurn(
        StateDirectory state,
        ContainerProcess container,
        byte[] oldRequest,
        HostPorts ports,
        bool evenIfCurrent
    )
    {
        using var turn = TakeTurn();
        PortBinding.RequireFree(_options.Name, ports);
        var (request, attached) = BuildRequest(container, ports.Mappings);
        if (!evenIfCurrent && request.AsSpan().SequenceEqual(oldRequest) && state.Read(StatePaths.Status) is { } status)
        {
            _antiSpoofing.Apply(attached, HostInterfaces.Load(state));
            return InOrder(status);
        }

        using var frozen = FrozenContainer.Freeze(container);
        // From here to the new answer the container is half detached, should this be the end of it.
        state.Delete(StatePaths.Status);
        var teardown = new NetavarkTeardown(_netavark, state);
        IgnoreFailure(() => teardown.Run(oldRequest));
        HostInterfaces.RemoveSaved(state);
        try
        {
            state.Write(StatePaths.NetavarkRequest, request, Permissions.OwnerOnly);
            return Apply(state, container, request, attached, ports);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            // The container runs: its old network is better than none.
            IgnoreFailure(() => teardown.Run(request));
            HostInterfaces.RemoveSaved(state);
            state.Write(StatePaths.NetavarkRequest, oldRequest, Permissions.OwnerOnly);
            state.Write(
                StatePaths.Status,
                SetUp(state, container, oldRequest, NetavarkRequest.Attachments(oldRequest)),
                Permissions.OwnerOnly
            );
            throw;
        }
    }

    private IReadOnlyList<NetworkStatus> Apply(
        StateDirectory state,
        ContainerProcess container,
        byte[] request,
        IReadOnlyList<AttachedNetwork> attached,
        HostPorts ports
    )
    {
        var answer = SetUp(state, container, request, attached);
        var networks = InOrder(answer);
        NetavarkStatus.Require(networks, _networks.Select(n => n.Name));
        state.Rewrite(
            StatePaths.ResolvConf,
            ResolvConf.Render(
                networks,
                DnsServers,
                [.. _conf.DnsSearches, .. _options.DnsSearch],
                [.. _conf.DnsOptions, .. _options.DnsOptions],
                HostResolvConf()
            )
        );
        state.Rewrite(
            StatePaths.Hosts,
            HostsFile.Render(
                _options.Name,
                Hostname(container),
                networks,
                _options.AddHosts,
                ReadHostFile("/etc/hosts"),
                _conf.HostAddress
            )
        );
        state.Write(
            StatePaths.Addresses,
            Encoding.UTF8.GetBytes(string.Join("; ", [NetavarkStatus.Describe(networks), .. ports.Notes])),
            Permissions.OwnerOnly
        );
        // For the supervisor.
        state.LetRead(StatePaths.Addresses, _options.User.Uid);
        // Last: it is what rootful-start@ waits for.
        state.Write(StatePaths.Status, answer, Permissions.OwnerOnly);
        return networks;
    }

    private IReadOnlyList<NetworkStatus> InOrder(byte[] answer) =>
        NetavarkStatus.Parse(answer).InOrderOf(_networks.Select(n => n.Name));

    private Descriptor TakeTurn()
    {
        Firewalld.Await(_options.Name, _log);
        return NetavarkLock.Acquire();
    }

    private byte[] SetUp(
        StateDirectory state,
        ContainerProcess container,
        byte[] request,
        IReadOnlyList<AttachedNetwork> attached
    )
    {
        if (attached.Any(a => a.Network.HasHostEnds && a.Network.MayHave(AddressFamily.InterNetworkV6)))
        {
            new RouterAdvertisements(_log).KeepHeeding();
        }

        PinnedNamespace.Remove(state);
        var netns = NamespacePath.Lent(state, container.NetworkNamespace);
        if (attached.Any(a => a.Network.NeedsPinnedNamespace))
        {
            PinnedNamespace.Pin(state, container.NetworkNamespace);
            netns = NamespacePath.Pinned(state);
        }

        var answer = RunNetavark(state, netns, request, attached);
        if (NetavarkRequest.Mappings(request).Count > 0)
        {
            // Where frames on a bridge pass the firewall (br_netfilter), a packet of the container's to its own published port is
            // turned round on the bridge itself, and has to leave by the port that it came in by.
            HostInterfaces.SendBackTo(HostInterfaces.Load(state));
        }

        return answer;
    }

    private byte[] RunNetavark(
        StateDirectory state,
        string netns,
        byte[] request,
        IReadOnlyList<AttachedNetwork> attached
    )
    {
        try
        {
            return new GuardedSetup(_netavark, _antiSpoofing, state, attached).Run(netns, request);
        }
        catch (HostException e) when (NameServerPort.Explain(e.Message, _options.Name, _conf) is { } explanation)
        {
            throw new HostException($"{explanation} ({e.Message})", e);
        }
    }

    /// <summary>The addresses that published ports lead to.</summary>
    private IReadOnlyList<IPAddress> PortAddresses(IReadOnlyList<NetworkStatus> networks)
    {
        var chosen = AttachmentPlan.PortNetworks(_options.Networks, _networks);
        return
        [
            .. networks
                .Where(n => chosen.Count == 0 || chosen.Contains(n.Network, StringComparer.Ordinal))
                .SelectMany(n => n.Addresses),
        ];
    }

    /// <summary>Says which of the ports cannot work, what the host's firewall keeps from all of them, and which limits do not hold.</summary>
    private void Examine(HostPorts ports)
    {
        ports.LeadNowhere = PortObstacles.Ports(ports.Mappings, _networks);
        ports.Notes =
        [
            .. PortObstacles.Find(ports.Mappings, _networks),
            .. FirewallPolicy.Find(_networks),
            .. Delegation.Find(_options.Limits, _options.User.Uid),
        ];
        foreach (var note in ports.Notes)
        {
            _log.Warning($"{_options.Name}: {note}");
        }
    }

    private (byte[] Request, IReadOnlyList<AttachedNetwork> Networks) BuildRequest(
        ContainerProcess container,
        IReadOnlyList<PortMapping> ports
    )
    {
        var hostname = Hostname(container);
        var addresses = new Addresses(_options.Name, Addresses.Leases, IpamDatabase.Read(), FixedAddresses.Load());
        var taken = _networks.Select((n, i) => addresses.Take(n, _options.Networks[i], _keys[i])).ToList();
        addresses.Reserve(_networks, taken);
        var networks = AttachmentPlan.Complete(
            _options.Networks,
            _networks,
            _keys,
            taken,
            // The default hostname is a piece of the id, which is a claim of the user's: it is no name for others.
            [.. _options.Aliases.Concat(_options.Hostname is { } own ? [own] : [])]
        );
        var request = NetavarkRequest.Build(
            _options.Name,
            hostname,
            networks,
            ports,
            DnsServers,
            AttachmentPlan.PortNetworks(_options.Networks, _networks)
        );
        return (Encoding.UTF8.GetBytes(request.ToJsonString()), networks);
    }

    /// <summary>As podman of root, which asks those of its configuration first.</summary>
    private IReadOnlyList<string> DnsServers => [.. _conf.DnsServers, .. _options.DnsServers];

    private string Hostname(ContainerProcess container) => _options.Hostname ?? container.Id[..12];

    /// <summary>Behind systemd-resolved's stub, which no container can reach, stand the servers it asks.</summary>
    private static string HostResolvConf()
    {
        const string StubAddress = "127.0.0.53";
        var text = ReadHostFile("/etc/resolv.conf");
        return text.Contains(StubAddress, StringComparison.Ordinal)
            ? ReadHostFile("/run/systemd/resolve/resolv.conf")
            : text;
    }

    private static string ReadHostFile(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static void IgnoreFailure(Action step)
    {
        try
        {
            step();
        }
        catch (HostException)
        {
            // Rules that somebody flushed cannot be removed; what follows makes them anew.
        }
    }
}
