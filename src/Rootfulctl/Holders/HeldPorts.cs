// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Holders;

/// <summary>What several who have ports are to each other.</summary>
internal static class HeldPorts
{
    // Who keeps a published port bound, so that nobody else gets it: systemd for ours, conmon for rootful podman's.
    private static readonly string[] Keepers = ["systemd", "conmon", ""];

    /// <summary>Whether a socket only keeps a port for a container that publishes it.</summary>
    public static bool IsHeldFor(HeldPort socket, IEnumerable<HeldPort> containers) =>
        Keepers.Contains(socket.Holder.Name, StringComparer.Ordinal)
        && containers.Any(c => c.State is PortStates.Published or PortStates.Changing && Meet(c, socket));

    /// <summary>A container is in the way of everybody else with one of its ports. Two programs have agreed, or could not be.</summary>
    public static IEnumerable<HeldPort> WithRivals(IReadOnlyList<HeldPort> ports) =>
        ports.Select(p =>
            p with
            {
                Rivals =
                [
                    .. ports
                        .Where(o =>
                            o.Holder != p.Holder && (o.Holder.IsContainer || p.Holder.IsContainer) && Meet(o, p)
                        )
                        .Select(o => o.Holder)
                        .Distinct(),
                ],
            }
        );

    private static bool Meet(HeldPort one, HeldPort other) =>
        one.Mapping.HostPort > 0 && other.Mapping.HostPort > 0 && one.Mapping.Overlaps(other.Mapping);
}
