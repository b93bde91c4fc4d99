// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>
/// Containers as a picture: a box each, below its user; to their right the networks as vertical lines, to their left who needs whom.
/// </summary>
internal sealed class GraphPicture
{
    private const double Margin = 16;
    private const double Padding = 12;
    private const double LineHeight = 20;
    private const double LaneGap = 12;
    private const int LongestLine = 72;

    private readonly Svg _svg = new();
    private readonly IReadOnlyList<GraphNode> _nodes;
    private readonly List<string> _networks;
    private readonly List<Edge> _edges = [];
    private readonly Dictionary<string, double> _titles = new(StringComparer.Ordinal);
    private readonly List<(string Need, double Y)> _needs = [];
    private readonly List<(int Network, double Y)> _attachments = [];

    private GraphPicture(IReadOnlyList<GraphNode> nodes)
    {
        _nodes = nodes;
        _networks =
        [
            .. nodes
                .SelectMany(n => n.Networks)
                .Select(n => n.Name)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>An arrow in a lane of its own as far as it goes.</summary>
    private sealed record Edge(double From, double To, int Lane)
    {
        public bool Meets(double from, double to) =>
            Math.Min(From, To) <= Math.Max(from, to) && Math.Min(from, to) <= Math.Max(From, To);
    }

    public static string Of(IReadOnlyList<GraphNode> nodes) => new GraphPicture(nodes).Draw();

    private string Draw()
    {
        var names = _nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var inside = _nodes
            .SelectMany(n => Lines(n).Select(l => l.Text).Append($"●● {n.Name}  {n.State}"))
            .Select(Svg.Width)
            .DefaultIfEmpty()
            .Max();
        var boxWidth = inside + (2 * Padding);

        // Where everything is from top to bottom does not depend on what is to the left.
        var top = Margin + (_networks.Count > 0 ? 44 : 0);
        var boxes = new List<(GraphNode Node, double Y, double Height)>();
        var groups = new List<(string User, double Y, double Height)>();
        foreach (
            var user in _nodes.GroupBy(n => n.User, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
        )
        {
            var y = top + 32;
            foreach (var node in user)
            {
                var height = (LineHeight * (1 + Lines(node).Count())) + (2 * Padding) - 4;
                boxes.Add((node, y, height));
                Place(node, y, names);
                y += height + Padding;
            }

            groups.Add((user.Key, top, y - top));
            top = y + Margin;
        }

        Route();
        var left = Margin + (_edges.Count > 0 ? ((_edges.Max(e => e.Lane) + 1) * LaneGap) + 12 : 0);
        var right = left + boxWidth + (2 * Padding);
        foreach (var (user, y, height) in groups)
        {
            _svg.Rectangle(left, y, right - left, height, "group", 8);
            _svg.Text(left + Padding, y + 21, GraphTree.UserText(user), "strong");
        }

        var width = DrawNetworks(left + Padding + boxWidth, right);
        foreach (var (node, y, height) in boxes)
        {
            DrawBox(node, left + Padding, y, boxWidth, height);
        }

        foreach (var edge in _edges)
        {
            _svg.Arrow(left + Padding, edge.From, edge.To, left - 12 - (edge.Lane * LaneGap));
        }

        if (_nodes.Count == 0)
        {
            _svg.Text(Margin, Margin + Svg.FontSize, "no containers");
        }

        return _svg.Render(
            Math.Ceiling(Math.Max(width, 160)),
            Math.Ceiling(Math.Max(top, 48)),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_nodes.Count} containers on {_networks.Count} networks of rootful podman"
            )
        );
    }

    private static IEnumerable<(string Text, GraphNetwork? Network, string? Need)> Lines(GraphNode node)
    {
        if (node.Ports.Count > 0)
        {
            yield return (Fit($"publishes {string.Join(", ", node.Ports)}"), null, null);
        }

        foreach (var need in node.Needs)
        {
            yield return (Fit($"needs {need}"), null, need);
        }

        foreach (var network in node.Networks)
        {
            var addresses = network.Addresses.Count > 0 ? string.Join(", ", network.Addresses) : "no address yet";
            yield return (Fit($"{network.Name}: {addresses}"), network, null);
        }
    }

    // As it will be shown.
    private static string Fit(string text) => DisplayWidth.Cut(PrintableText.Of(text), LongestLine);

    /// <summary>Where lines of other things begin and end.</summary>
    private void Place(GraphNode node, double y, HashSet<string> names)
    {
        var line = y + Padding + (LineHeight / 2);
        _titles[node.Name] = line;
        foreach (var (_, network, need) in Lines(node))
        {
            line += LineHeight;
            if (network is not null)
            {
                _attachments.Add((_networks.IndexOf(network.Name), line));
            }
            else if (need is not null && names.Contains(need))
            {
                _needs.Add((need, line));
            }
        }
    }

    /// <summary>Short ones next to the boxes.</summary>
    private void Route()
    {
        foreach (var (need, from) in _needs.OrderBy(n => Math.Abs(_titles[n.Need] - n.Y)).ThenBy(n => n.Y))
        {
            var to = _titles[need];
            var lane = 0;
            while (_edges.Exists(e => e.Lane == lane && e.Meets(from, to)))
            {
                lane++;
            }

            _edges.Add(new Edge(from, to, lane));
        }
    }

    /// <returns>Where they end.</returns>
    private double DrawNetworks(double boxes, double left)
    {
        var x = left + Margin;
        for (var i = 0; i < _networks.Count; i++)
        {
            var name = Fit(_networks[i]);
            var half = (Svg.Width(name) / 2) + 10;
            var center = x + half;
            var color = Svg.Color(i);
            _svg.Line(center, Margin + 12, center, _attachments.Where(a => a.Network == i).Max(a => a.Y), color);
            _svg.Rectangle(x, Margin, 2 * half, 26, color, 13);
            _svg.Text(center, Margin + 17.5, name, "on", "middle");
            foreach (var (_, y) in _attachments.Where(a => a.Network == i))
            {
                _svg.Line(boxes, y, center, y, color);
                _svg.Circle(center, y, 4, color);
            }

            x += (2 * half) + Margin;
        }

        return x;
    }

    private void DrawBox(GraphNode node, double x, double y, double width, double height)
    {
        _svg.Rectangle(x, y, width, height, "box", 6);
        var style = Svg.Class(Words.Tone(node.State));
        var line = y + Padding + 14;
        _svg.Circle(x + Padding + 4, line - 4, 4, style);
        _svg.Text(x + Padding + 16, line, node.Name, "strong");
        _svg.Text(x + width - Padding, line, node.State, style, "end");
        foreach (var (text, network, _) in Lines(node))
        {
            line += LineHeight;
            _svg.Text(x + Padding, line, text, network is null ? "faint" : "plain");
        }
    }
}
