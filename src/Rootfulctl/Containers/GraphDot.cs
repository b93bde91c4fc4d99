// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Containers in the language of graphviz, see https://graphviz.org/doc/info/lang.html.</summary>
internal static class GraphDot
{
    public static string Of(IReadOnlyList<GraphNode> nodes)
    {
        var text = new StringBuilder("digraph containers {\n  rankdir=LR;\n  node [shape=box];\n");
        var users = nodes
            .GroupBy(n => n.User, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        for (var i = 0; i < users.Count; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  subgraph cluster_{i} {{\n    label={Quoted(GraphTree.UserText(users[i].Key))};\n"
            );
            foreach (var node in users[i])
            {
                string[] lines =
                [
                    node.Name,
                    node.State,
                    .. node.Ports.Count > 0 ? (string[])[$"publishes {string.Join(", ", node.Ports)}"] : [],
                ];
                text.Append(CultureInfo.InvariantCulture, $"    {Container(node.Name)} [label={Quoted(lines)}];\n");
            }

            text.Append("  }\n");
        }

        foreach (
            var network in nodes
                .SelectMany(n => n.Networks)
                .Select(n => n.Name)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {Network(network)} [label={Quoted(network)}, shape=ellipse];\n"
            );
        }

        foreach (var node in nodes)
        {
            foreach (var network in node.Networks)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {Container(node.Name)} -> {Network(network.Name)} [label={Quoted([.. network.Addresses])}, dir=none];\n"
                );
            }

            foreach (var need in node.Needs)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"  {Container(node.Name)} -> {Container(need)} [label=\"needs\", style=dashed];\n"
                );
            }
        }

        return text.Append("}\n").ToString();
    }

    // A unit that is needed has a name of its own kind, with a suffix.
    private static string Container(string name) => Quoted(name);

    private static string Network(string name) => Quoted($"network {name}");

    /// <summary>Lines one below the other.</summary>
    private static string Quoted(params ReadOnlySpan<string> lines)
    {
        var text = new StringBuilder("\"");
        for (var i = 0; i < lines.Length; i++)
        {
            text.Append(i > 0 ? "\\n" : "")
                .Append(
                    PrintableText
                        .Of(lines[i])
                        .Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("\"", "\\\"", StringComparison.Ordinal)
                );
        }

        return text.Append('"').ToString();
    }
}
