// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Text.Json;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>tree</c>: who has which containers, on which networks, and which need which.</summary>
internal static class TreeCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME")
        {
            Description = "only this container and what it needs; with --dot, --svg and --json also what needs it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var dot = new Option<bool>("--dot") { Description = "Print a graph for graphviz" };
        var svg = new Option<bool>("--svg") { Description = "Print a picture" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("tree", "Show users, containers, networks, ports, and who needs whom")
        {
            name,
            dot,
            svg,
            json,
        };
        command.Run(result =>
        {
            if (new[] { dot, svg, json }.Count(result.GetValue) > 1)
            {
                throw new UsageException("--dot, --svg and --json exclude each other");
            }

            var definitions = DefinitionSet.Load();
            var one = result.GetValue(name) is { } word ? Target.Find(word, definitions).Name.ToString() : null;
            using var bus = SystemBus.Connect();
            IReadOnlyList<GraphNode> nodes = [.. Inventory.Read(definitions, bus).Select(GraphNode.Of)];
            var shown = one is null ? nodes : GraphNode.Around(one, nodes);
            if (result.GetValue(json))
            {
                Terminal.WriteLine(Json.Array(shown, Write));
            }
            else if (result.GetValue(dot))
            {
                Terminal.Write(GraphDot.Of(shown));
            }
            else if (result.GetValue(svg))
            {
                Terminal.Write(GraphPicture.Of(shown));
            }
            else
            {
                var roots = one is null ? GraphTree.ByUser(nodes) : [GraphTree.Of(one, nodes)];
                Terminal.Write(Tree.Render(roots, Terminal.Width, Terminal.HasColor));
            }

            return 0;
        });
        return command;
    }

    public static void Write(Utf8JsonWriter json, GraphNode node)
    {
        json.WriteString("name", node.Name);
        json.WriteString("user", node.User.Length > 0 ? node.User : null);
        json.WriteString("state", node.State);
        json.WriteStartArray("networks");
        foreach (var network in node.Networks)
        {
            json.WriteStartObject();
            json.WriteString("name", network.Name);
            json.WriteTexts("addresses", network.Addresses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteTexts("ports", node.Ports);
        json.WriteTexts("needs", node.Needs);
    }
}
