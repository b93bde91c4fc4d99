// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// The host's ends of a container's interfaces on bridges. The other ends belong to the container's user, who can rename
/// them and move them into another namespace, where netavark does not find them to remove them. So they are known by what
/// netavark added to the bridges, under podman's lock, and never by what the container's namespace says of them.
/// </summary>
internal sealed class HostInterfaces(IReadOnlyList<AttachedNetwork> networks)
{
    private readonly IReadOnlyList<string> _bridges =
    [
        .. networks.Where(n => n.Network.HasHostEnds).Select(n => n.Network.Bridge),
    ];

    // By their numbers: names change.
    private HashSet<int> _before = [];

    /// <summary>To be called before netavark makes some.</summary>
    public void Remember()
    {
        using var netlink = new RouteNetlink();
        _before = [.. netlink.Veths().Select(link => link.Index)];
    }

    /// <summary>The indices of all veth interfaces that there were, on whatever bridge.</summary>
    public IReadOnlyCollection<int> PresentBefore => _before;

    /// <summary>How many netavark makes.</summary>
    public int Expected => _bridges.Count;

    /// <summary>The one of which the kernel tells here, if it is one that netavark has made.</summary>
    public HostInterface? NewIn(LinkMessage message)
    {
        // First what costs nothing: most messages are about something else, and each name is asked of the kernel.
        if (message.Kind != LinkMessage.Veth || message.Master == 0 || _before.Contains(message.Link.Index))
        {
            return null;
        }

        var bridge = _bridges.FirstOrDefault(b => RouteNetlink.IndexOf(b) == message.Master);
        return bridge is null ? null : new HostInterface(bridge, message.Link);
    }

    /// <summary>Those that netavark has made.</summary>
    /// <exception cref="HostException">There are fewer or more than there should be.</exception>
    public IReadOnlyList<HostInterface> RequireNew()
    {
        var made = New();
        return made.Count == _bridges.Count
            ? made
            : throw new HostException(
                $"bridge {string.Join(", ", _bridges)}: expected {_bridges.Count} new port(s) of the container, found"
                    + $" {(made.Count == 0 ? "none" : string.Join(' ', made.Select(m => m.Link.Name)))}; refused"
            );
    }

    /// <summary>
    /// Has the host ask again who has the container's addresses. Of two containers that prefer the same address the first one
    /// gets it, which after a restart of both may be the other one: for half a minute the host would send to its MAC.
    /// </summary>
    public void ForgetNeighbors()
    {
        using var netlink = new RouteNetlink();
        foreach (var network in networks.Where(n => n.Network.HasHostEnds))
        {
            foreach (var address in network.Addresses)
            {
                netlink.ForgetNeighbor(network.Network.Bridge, address);
            }
        }
    }

    /// <summary>Removes whatever a setup that failed has made.</summary>
    public void RemoveNew() => Remove(New());

    public static void Save(StateDirectory state, IReadOnlyList<HostInterface> interfaces) =>
        state.Write(
            StatePaths.Interfaces,
            Encoding.UTF8.GetBytes(HostInterface.Format(interfaces)),
            Permissions.OwnerOnly
        );

    public static IReadOnlyList<HostInterface> Load(StateDirectory state) =>
        state.Read(StatePaths.Interfaces) is { } text ? HostInterface.Parse(Encoding.UTF8.GetString(text)) : [];

    /// <summary>Removes the saved ones, and the list of them: to be called when netavark had its turn.</summary>
    public static void RemoveSaved(StateDirectory state)
    {
        Remove(Load(state));
        state.Delete(StatePaths.Interfaces);
    }

    private List<HostInterface> New() => [.. Present().Where(i => !_before.Contains(i.Link.Index))];

    private List<HostInterface> Present()
    {
        using var netlink = new RouteNetlink();
        return
        [
            .. _bridges
                .Distinct(StringComparer.Ordinal)
                .SelectMany(b => netlink.VethsOn(b).Select(link => new HostInterface(b, link))),
        ];
    }

    /// <summary>Has the bridges send back to the container what it sends to itself.</summary>
    public static void SendBackTo(IReadOnlyList<HostInterface> interfaces)
    {
        using var netlink = new RouteNetlink();
        foreach (var one in interfaces)
        {
            netlink.SetHairpin(one.Link);
        }
    }

    /// <summary>Removes interfaces, their other ends with them; already gone is fine.</summary>
    public static void Remove(IReadOnlyList<HostInterface> interfaces)
    {
        using var netlink = new RouteNetlink();
        foreach (var one in interfaces)
        {
            netlink.Delete(one.Link);
        }
    }
}
