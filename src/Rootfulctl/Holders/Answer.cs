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
        : OfInterfaces(census, i => Is(i.Mac, word), (_, one) => Is(one.Name, word) || Is(MacOf(one), word), word);

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
                .Ports()
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
            (_, one) => one.GetIPProperties().UnicastAddresses.Any(a => a.Address.Equals(address)),
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
        Func<Census, NetworkInterface, bool> ofHost,
        string? name
    )
    {
        var answers = new List<Answer>();
        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in census.States)
        {
            foreach (var one in state.Interfaces)
            {
                var end = state.HostEnds.FirstOrDefault(e => e.Bridge == one.Bridge);
                string[] names = [state.Name.ToString(), .. one.Aliases];
                if (
                    ofContainer(one)
                    || names.Contains(name, StringComparer.Ordinal)
                    || (end is not null && end.Link.Name == name)
                )
                {
                    _ = ends.Add(end?.Link.Name ?? "");
                    answers.Add(
                        new Answer("container", census.HolderOf(state))
                        {
                            Network = one.Network,
                            Interface = one.Name,
                            HostEnd = end is null ? "" : $"{end.Link.Name} on {end.Bridge}",
                            Mac = one.Mac,
                            Addresses = [.. one.Addresses.Select(a => a.ToString())],
                            Ports = [.. state.Ports.Select(p => p.ToString())],
                            Names = names,
                        }
                    );
                }
            }
        }

        foreach (var container in census.PodmanContainers)
        {
            answers.AddRange(
                container
                    .Interfaces.Where(i => ofContainer(i) || container.Name == name)
                    .Select(i => new Answer("container", container.Holder)
                    {
                        Network = i.Network,
                        Mac = i.Mac,
                        Addresses = [.. i.Addresses.Select(a => a.ToString())],
                        Ports = [.. container.Ports.Select(p => p.ToString())],
                        Names = [container.Name, .. i.Aliases],
                    })
            );
        }

        answers.AddRange(
            NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(i => ofHost(census, i) && !ends.Contains(i.Name))
                .Select(i => OfHost(census, i))
        );
        return answers;
    }

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
