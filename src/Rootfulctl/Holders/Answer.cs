// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>Somebody who has what was asked for.</summary>
/// <param name="What">What that is.</param>
internal sealed record Answer(string What, Holder Holder)
{
    public string Network { get; private init; } = "";

    /// <summary>In the container, or on the host.</summary>
    public string Interface { get; private init; } = "";

    /// <summary>The other end of a container's.</summary>
    public string HostEnd { get; private init; } = "";

    public string Mac { get; private init; } = "";

    public IReadOnlyList<string> Addresses { get; private init; } = [];

    public IReadOnlyList<string> Ports { get; private init; } = [];

    public IReadOnlyList<string> Names { get; private init; } = [];

    public string State { get; private init; } = "";

    /// <param name="word">A port, with or without its protocol, an address, a MAC, or the name of an interface or for DNS.</param>
    public static IReadOnlyList<Answer> Find(Census census, string word) =>
        TryPort(word, out var port, out var protocol) ? OfPort(census, port, protocol)
        : IPAddress.TryParse(word, out var address) ? OfAddress(census, address)
        : OfInterfaces(census, i => Is(i.Mac, word), one => Is(one.Name, word) || Is(MacOf(one), word), word);

    /// <summary>What is said of an address that nobody has; null of what is no address of a network.</summary>
    public static string? Vacancy(Census census, string word)
    {
        if (!IPAddress.TryParse(word, out var address))
        {
            return null;
        }

        var found = census
            .Networks.SelectMany(n => n.Subnets.Select(s => (Network: n, Subnet: s)))
            .FirstOrDefault(n => n.Subnet.Range.Contains(address));
        return found.Network is null ? null : $"it is in {found.Subnet.Range} of network {found.Network.Name}";
    }

    private static Answer[] OfPort(Census census, int port, PortProtocol? protocol) =>
        [
            .. census
                .Ports(withWanted: true)
                .Where(p => p.Has(port, protocol))
                .Select(p => new Answer("port", p.Holder)
                {
                    Ports =
                    [
                        $"{p.Address}:{p.Port}/{p.Mapping.ProtocolName}{(p.Target.Length > 0 ? $" to {p.Target}" : "")}",
                    ],
                    State = p.StateText,
                }),
        ];

    private static List<Answer> OfAddress(Census census, IPAddress address)
    {
        var answers = OfInterfaces(
            census,
            i => i.Addresses.Contains(address),
            one => one.GetIPProperties().UnicastAddresses.Any(a => a.Address.Equals(address)),
            name: null
        );
        foreach (var network in census.Networks)
        {
            // What has an interface is answered already, and the host's own are.
            var held = census.Addresses(network).FirstOrDefault(a => a.Address.Equals(address));
            if (held is not null && answers.TrueForAll(a => a.Holder != held.Holder))
            {
                answers.Add(
                    new Answer("address", held.Holder)
                    {
                        Network = network.Name,
                        Addresses = [address.ToString()],
                        Mac = held.Mac,
                        State = held.Kind,
                    }
                );
            }
        }

        return answers;
    }

    /// <param name="name">Of the host's end or for DNS as well.</param>
    private static List<Answer> OfInterfaces(
        Census census,
        Func<AttachedInterface, bool> ofContainer,
        Func<NetworkInterface, bool> ofHost,
        string? name
    )
    {
        var answers = census
            .States.SelectMany(s => s.Interfaces.Select(i => (State: s, Interface: i, End: EndOf(s, i))))
            .Where(c =>
                ofContainer(c.Interface)
                || NamesOf(c.State, c.Interface).Contains(name, StringComparer.Ordinal)
                || (c.End is not null && c.End.Link.Name == name)
            )
            .Select(c => new Answer("container", census.HolderOf(c.State))
            {
                Network = c.Interface.Network,
                Interface = c.Interface.Name,
                HostEnd = c.End is null ? "" : EndText(c.End.Link.Name, c.End.Bridge),
                Mac = c.Interface.Mac,
                Addresses = [.. c.Interface.Addresses.Select(a => a.ToString())],
                Ports = [.. c.State.Ports.Select(p => p.ToString())],
                Names = NamesOf(c.State, c.Interface),
            })
            .ToList();
        var ofThisHost = NetworkInterface.GetAllNetworkInterfaces().Where(ofHost).ToList();
        // What is at the other end of one is only known of rootful podman's by asking.
        var pair = answers.Count == 0 && ofThisHost.Exists(i => i.Name == name) ? VethPair.Of(name!) : null;
        foreach (var container in census.PodmanContainers)
        {
            foreach (var one in container.Interfaces)
            {
                var isBeyond =
                    pair is { Namespace.Length: > 0 }
                    && pair.Namespace == container.Namespace
                    && census.Networks.Any(n => n.Name == one.Network && n.Bridge == pair.Bridge);
                if (
                    isBeyond
                    || ofContainer(one)
                    || container.Name == name
                    || one.Aliases.Contains(name, StringComparer.Ordinal)
                )
                {
                    answers.Add(
                        new Answer("container", container.Holder)
                        {
                            Network = one.Network,
                            HostEnd = isBeyond ? EndText(name!, pair!.Bridge) : "",
                            Mac = one.Mac,
                            Addresses = [.. one.Addresses.Select(a => a.ToString())],
                            Ports = [.. container.Ports.Select(p => p.ToString())],
                            Names = [container.Name, .. one.Aliases],
                        }
                    );
                }
            }
        }

        // The host's end of what a container has is the container's.
        answers.AddRange(
            ofThisHost
                .Where(i => !answers.Exists(a => a.HostEnd.StartsWith($"{i.Name} ", StringComparison.Ordinal)))
                .Select(i => OfHost(census, i))
        );
        return answers;
    }

    private static HostInterface? EndOf(ContainerState state, AttachedInterface one) =>
        state.HostEnds.FirstOrDefault(e => e.Bridge == one.Bridge);

    private static string EndText(string name, string bridge) => $"{name} on {bridge}";

    private static IReadOnlyList<string> NamesOf(ContainerState state, AttachedInterface one) =>
        [state.Name.ToString(), .. one.Aliases.Where(a => a != state.Name.ToString())];

    private static Answer OfHost(Census census, NetworkInterface one) =>
        new("interface of this host", new Holder(HolderKind.Host, one.Name, null))
        {
            Network = string.Join(
                ", ",
                census.Networks.Where(n => n.HasHostEnds && n.Bridge == one.Name).Select(n => n.Name)
            ),
            Interface = one.Name,
            Mac = MacOf(one),
            Addresses = [.. one.GetIPProperties().UnicastAddresses.Select(a => a.Address.ToString())],
        };

    private static string MacOf(NetworkInterface one) =>
        string.Join(
            ':',
            one.GetPhysicalAddress().GetAddressBytes().Select(b => b.ToString("x2", CultureInfo.InvariantCulture))
        );

    private static bool Is(string text, string word) =>
        text.Length > 0 && text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool TryPort(string word, out int port, out PortProtocol? protocol)
    {
        var parts = word.Split('/');
        protocol =
            Enum.TryParse<PortProtocol>(parts[^1], ignoreCase: true, out var parsed) && parts.Length == 2
                ? parsed
                : null;
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && port is > 0 and <= ushort.MaxValue
            && (parts.Length == 1 || protocol is not null);
    }
}
