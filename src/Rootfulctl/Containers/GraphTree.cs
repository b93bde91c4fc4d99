// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Containers as a tree of text.</summary>
internal static class GraphTree
{
    /// <summary>Each user's containers.</summary>
    public static IReadOnlyList<TreeNode> ByUser(IReadOnlyList<GraphNode> nodes) =>
        [
            .. nodes
                .GroupBy(n => n.User, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new TreeNode(
                    UserText(g.Key),
                    [.. g.Select(n => Node(n, [.. n.Needs.Select(need => new TreeNode($"needs {need}"))]))]
                )
                {
                    Tone = Tone.Strong,
                }),
        ];

    /// <summary>One container, and below it what it needs, and what that needs.</summary>
    public static TreeNode Of(string name, IReadOnlyList<GraphNode> nodes) =>
        Below(name, nodes.ToDictionary(n => n.Name, StringComparer.Ordinal), []);

    public static string UserText(string user) => user.Length > 0 ? $"user {user}" : "no user";

    private static TreeNode Below(string name, Dictionary<string, GraphNode> nodes, IReadOnlyList<string> above)
    {
        if (!nodes.TryGetValue(name, out var node))
        {
            return new TreeNode(name);
        }

        // Definitions that wait for each other are invalid, and shown all the same.
        var needs = above.Contains(name, StringComparer.Ordinal)
            ? []
            : node.Needs.Select(n => Below(n, nodes, [.. above, name])).ToList();
        return Node(node, needs.Count > 0 ? [new TreeNode("needs", needs)] : []);
    }

    private static TreeNode Node(GraphNode node, IReadOnlyList<TreeNode> needs) =>
        new(
            node.Name,
            [
                .. node.Networks.Select(n => new TreeNode(
                    n.Addresses.Count > 0 ? $"{n.Name}: {string.Join(", ", n.Addresses)}" : n.Name
                )),
                .. node.Ports.Count > 0 ? [new TreeNode($"publishes {string.Join(", ", node.Ports)}")] : (TreeNode[])[],
                .. needs,
            ]
        )
        {
            Tone = Tone.Strong,
            Mark = node.State,
            MarkTone = Words.Tone(node.State),
        };
}
