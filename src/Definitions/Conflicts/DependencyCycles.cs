// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Conflicts;

/// <summary>One definition waits for <see cref="To"/>, because <see cref="WrittenIn"/> says so.</summary>
internal sealed record DependencyEdge(CheckedDefinition To, CheckedDefinition WrittenIn, SourcePosition Position);

/// <summary>
/// Finds definitions that wait for each other. systemd would leave one of them out to break the cycle, another one
/// each time.
/// </summary>
internal static class DependencyCycles
{
    private enum Visit
    {
        Open,
        Done,
    }

    public static void Check(
        IReadOnlyList<CheckedDefinition> definitions,
        Dictionary<CheckedDefinition, List<DependencyEdge>> edges
    )
    {
        var visits = new Dictionary<CheckedDefinition, Visit>(ReferenceEqualityComparer.Instance);
        foreach (var container in definitions)
        {
            // Most wait for nobody.
            if (edges.ContainsKey(container))
            {
                Walk(container, edges, visits);
            }
        }
    }

    // Not recursive: a chain of definitions may be as long as there are definitions.
    private static void Walk(
        CheckedDefinition start,
        Dictionary<CheckedDefinition, List<DependencyEdge>> edges,
        Dictionary<CheckedDefinition, Visit> visits
    )
    {
        var path = new List<(CheckedDefinition Container, int NextEdge)>();
        Enter(start);
        while (path.Count > 0)
        {
            var (container, next) = path[^1];
            if (!edges.TryGetValue(container, out var outgoing) || next == outgoing.Count)
            {
                visits[container] = Visit.Done;
                path.RemoveAt(path.Count - 1);
                continue;
            }

            path[^1] = (container, next + 1);
            var edge = outgoing[next];
            if (!visits.TryGetValue(edge.To, out var visit))
            {
                Enter(edge.To);
            }
            else if (visit == Visit.Open)
            {
                Report(path.SkipWhile(p => !ReferenceEquals(p.Container, edge.To)).Select(p => p.Container), edge);
            }
        }

        void Enter(CheckedDefinition container)
        {
            if (visits.TryAdd(container, Visit.Open))
            {
                path.Add((container, 0));
            }
        }
    }

    private static void Report(IEnumerable<CheckedDefinition> cycle, DependencyEdge closing)
    {
        var names = cycle.Append(closing.To).Select(c => c.Name.ToString());
        closing.WrittenIn.Diagnostics.Add(
            new Diagnostic(closing.Position, $"dependency cycle: {string.Join(" waits for ", names)}")
        );
    }
}
