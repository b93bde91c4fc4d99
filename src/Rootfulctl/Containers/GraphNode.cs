// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>A network of a container, with the addresses that it has there.</summary>
internal sealed record GraphNetwork(string Name, IReadOnlyList<string> Addresses);

/// <summary>A container and what it has to do with others.</summary>
/// <param name="User">Empty when it is not known.</param>
/// <param name="Needs">Containers by their names, and units.</param>
internal sealed record GraphNode(
    string Name,
    string User,
    string State,
    IReadOnlyList<GraphNetwork> Networks,
    IReadOnlyList<string> Ports,
    IReadOnlyList<string> Needs
)
{
    public static GraphNode Of(ListedContainer container) =>
        new(
            container.Name.ToString(),
            container.User ?? "",
            container.StateText,
            [.. container.Networks.Select(network => new GraphNetwork(network, [.. container.AddressesOn(network)]))],
            [.. container.Ports],
            [
                .. (container.Definition?.Checked?.Dependencies ?? [])
                    .Where(d => StartOrder.NeedsAfter(d.Key.Target.Name))
                    .Append(container.Definition?.Checked?.NetworkOf)
                    .SelectMany(d => d?.Texts ?? [])
                    .Select(SystemUnits.DefinitionOf)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ]
        );

    /// <summary>A container with all that it needs, and all that need it, in the order of the whole.</summary>
    public static IReadOnlyList<GraphNode> Around(string name, IReadOnlyList<GraphNode> all)
    {
        var byName = all.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var around = new HashSet<string>(StringComparer.Ordinal);
        Follow(name, around, n => byName.TryGetValue(n, out var node) ? node.Needs : []);
        around.Remove(name);
        Follow(name, around, n => all.Where(o => o.Needs.Contains(n, StringComparer.Ordinal)).Select(o => o.Name));
        return [.. all.Where(n => around.Contains(n.Name))];
    }

    private static void Follow(string name, HashSet<string> seen, Func<string, IEnumerable<string>> next)
    {
        var waiting = new Queue<string>([name]);
        while (waiting.TryDequeue(out var one))
        {
            if (seen.Add(one))
            {
                foreach (var other in next(one))
                {
                    waiting.Enqueue(other);
                }
            }
        }
    }
}
