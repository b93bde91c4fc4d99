// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>
/// The published ports, bound on the host. netavark does not notice that a port is taken: a second container or a host
/// process on the same port would be shadowed without a word. As long as the sockets are open nobody else gets the port,
/// of whatever family: what the container does not serve is refused, and not left to others.
/// </summary>
internal sealed class HostPorts : IDisposable
{
    private readonly List<(string Name, Descriptor Socket)> _sockets = [];

    private HostPorts(IReadOnlyList<PortMapping> mappings) => Mappings = mappings;

    public IReadOnlyList<PortMapping> Mappings { get; }

    /// <summary>
    /// What keeps the ports bound, as long as it is open; the name says which they are. Without those that an earlier attach holds.
    /// </summary>
    public IReadOnlyList<(string Name, Descriptor Socket)> Sockets => _sockets;

    /// <summary>Those that cannot work.</summary>
    public IReadOnlyList<PortMapping> LeadNowhere { get; set; } = [];

    /// <summary>What people should know about them, for the status.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>Binds every port and chooses the free ones, or binds none and says which is taken.</summary>
    /// <param name="held">Names of groups that the container's earlier attach still holds.</param>
    public static HostPorts Bind(IEnumerable<PublishedPort> ports, IReadOnlySet<string> held)
    {
        var free = new Dictionary<PortMapping, Descriptor>();
        HostPorts? bound = null;
        try
        {
            bound = new HostPorts([.. ports.SelectMany(p => p.Protocols.SelectMany(r => Decide(p, r, free)))]);
            foreach (var group in PortGroup.Of(bound.Mappings).Where(g => !held.Contains(g.Name)))
            {
                bound._sockets.Add((group.Name, Hold(group, free)));
            }

            return bound;
        }
        catch
        {
            bound?.Dispose();
            throw;
        }
        finally
        {
            foreach (var socket in free.Values)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>The names under which the ports are kept bound.</summary>
    public static IEnumerable<string> Names(IReadOnlyCollection<PortMapping> mappings) =>
        PortGroup.Of(mappings).Select(g => g.Name);

    /// <summary>As far as it can be said before the free ones are chosen.</summary>
    public static IReadOnlyList<PortGroup> Groups(IReadOnlyList<PublishedPort> ports)
    {
        var (given, free) = (ports.Where(p => p.HostPort is not null), ports.Where(p => p.HostPort is null));
        var mappings = given.SelectMany(p => p.Protocols.Select(r => Given(p, r))).ToList();
        var toChoose = free.Sum(p => p.Count * p.Protocols.Count);
        return toChoose == 0 || mappings.Count + toChoose <= PortGroup.Most
            ? PortGroup.Of(mappings)
            : [new PortGroup("", mappings)];
    }

    /// <summary>Binds the ports of a group. One port is held by its own socket, several by a parcel of them.</summary>
    public static Descriptor Hold(PortGroup group) => Hold(group, []);

    /// <summary>Gives ports that are published on any free host port the ones that an earlier attach chose for them.</summary>
    public static IEnumerable<PublishedPort> KeepChosen(
        IReadOnlyList<PublishedPort> ports,
        IReadOnlyList<PortMapping> earlier
    )
    {
        var given = ports.Select(p => p.HostPort).OfType<ushort>().ToHashSet();
        var chosen = earlier.Where(m => !given.Contains(m.HostPort)).ToList();
        foreach (var port in ports)
        {
            if (port.HostPort is not null)
            {
                yield return port;
                continue;
            }

            foreach (var protocol in port.Protocols)
            {
                for (var number = (int)port.ContainerPort; number < port.ContainerPort + port.Count; number++)
                {
                    var before = chosen.Find(m =>
                        m.Protocol == protocol && m.ContainerPort == number && Equals(m.HostAddress, port.HostAddress)
                    );
                    yield return new PublishedPort(port.HostAddress, before?.HostPort, (ushort)number, 1, [protocol]);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, socket) in _sockets)
        {
            socket.Dispose();
        }

        _sockets.Clear();
    }

    private static PortMapping Given(PublishedPort port, PortProtocol protocol) =>
        new(port.HostAddress, port.HostPort ?? 0, port.ContainerPort, port.Count, protocol);

    private static IEnumerable<PortMapping> Decide(
        PublishedPort port,
        PortProtocol protocol,
        Dictionary<PortMapping, Descriptor> free
    )
    {
        if (port.HostPort is not null)
        {
            yield return Given(port, protocol);
            yield break;
        }

        for (var i = 0; i < port.Count; i++)
        {
            var wanted = new PortMapping(port.HostAddress, 0, (ushort)(port.ContainerPort + i), 1, protocol);
            var socket = PortSocket.Bind(wanted, 0);
            var chosen = socket is null ? wanted : wanted with { HostPort = PortSocket.LocalPort(socket) };
            if (socket is not null)
            {
                free.Add(chosen, socket);
            }

            yield return chosen;
        }
    }

    private static Descriptor Hold(PortGroup group, Dictionary<PortMapping, Descriptor> free)
    {
        using var parcel = new DescriptorParcel();
        Descriptor? alone = null;
        foreach (var mapping in group.Mappings)
        {
            for (var number = (int)mapping.HostPort; number < mapping.HostPort + mapping.Count; number++)
            {
                if (
                    (free.Remove(mapping, out var chosen) ? chosen : PortSocket.Bind(mapping, number)) is not { } socket
                )
                {
                    continue;
                }

                if (group.Mappings is [{ Count: 1 }])
                {
                    alone = socket;
                }
                else
                {
                    parcel.Add(socket);
                }
            }
        }

        return alone ?? parcel.Close();
    }
}
