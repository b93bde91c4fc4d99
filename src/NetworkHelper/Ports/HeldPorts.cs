// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>
/// The ports of a container's earlier attach, which the service manager still holds: whatever the definition says now, the container
/// must not find one of them taken.
/// </summary>
internal sealed class HeldPorts
{
    /// <summary>Null for a group whose ports are not known any more.</summary>
    private readonly Dictionary<string, PortGroup?> _groups;

    private readonly List<PortGroup> _released = [];

    private HeldPorts(IEnumerable<KeyValuePair<string, PortGroup?>> groups) =>
        _groups = new Dictionary<string, PortGroup?>(groups, StringComparer.Ordinal);

    /// <summary>Those that the manager passed to a start: of a run that has ended.</summary>
    public static HeldPorts Of(IReadOnlySet<string> stored) =>
        new(
            stored
                .Where(n => n != StatePaths.NetworkNamespace)
                .Select(n => KeyValuePair.Create<string, PortGroup?>(n, null))
        );

    /// <summary>Those of a container that runs, as far as the manager passed them.</summary>
    public static HeldPorts Of(IReadOnlyCollection<PortMapping> mappings, IReadOnlySet<string> stored)
    {
        var groups = Of(mappings)._groups;
        return new(groups.Where(g => stored.Contains(g.Key)));
    }

    /// <summary>Those of a container that runs.</summary>
    public static HeldPorts Of(IReadOnlyCollection<PortMapping> mappings) =>
        new(PortGroup.Of(mappings).Select(g => KeyValuePair.Create<string, PortGroup?>(g.Name, g)));

    public IReadOnlySet<string> Names => _groups.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>Names of the groups that keep the wanted ones from being bound.</summary>
    public IReadOnlyList<string> InTheWayOf(IReadOnlyList<PortGroup> wanted)
    {
        var names = wanted.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _groups
                .Where(g =>
                    !names.Contains(g.Key)
                    && (g.Value is null || wanted.Any(w => !_groups.ContainsKey(w.Name) && w.Overlaps(g.Value)))
                )
                .Select(g => g.Key),
        ];
    }

    /// <summary>Has the manager let go of what keeps the wanted ones from being bound.</summary>
    public void MakeWayFor(IReadOnlyList<PortGroup> wanted)
    {
        var names = InTheWayOf(wanted);
        if (names.Count == 0 || !ServiceNotification.IsExpected)
        {
            return;
        }

        ServiceNotification.Release(names);
        foreach (var name in names)
        {
            _groups.Remove(name, out var group);
            if (group is not null)
            {
                _released.Add(group);
            }
        }
    }

    /// <summary>Binds again what the manager let go of: what it made way for did not come about.</summary>
    public void Restore()
    {
        foreach (var group in _released)
        {
            try
            {
                using var held = HostPorts.Hold(group);
                ServiceNotification.Store(group.Name, held);
                ServiceNotification.Flush();
            }
            catch (HostException)
            {
                // Somebody was faster. What failed before counts more, and is reported.
            }
        }

        _released.Clear();
    }
}
