// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Xml.Linq;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class PictureTests
{
    private static readonly GraphNode[] Shop =
    [
        new(
            "db",
            "shop",
            "running",
            [new GraphNetwork("backend", ["10.89.1.5", "fd63:f6bb:3070:8288::5"])],
            [],
            ["cache"]
        ),
        new(
            "web",
            "shop",
            "failed",
            [new GraphNetwork("frontend", ["10.89.0.2"]), new GraphNetwork("backend", ["10.89.1.6"])],
            ["80:80", "443:443", "127.0.0.1:20000-20999:20000-20999/tcp,udp,sctp"],
            ["cache", "db", "postgresql.service"]
        ),
        new("cache", "other", "stopped", [new GraphNetwork("backend", [])], [], []),
    ];

    [Fact]
    public void A_tree_has_the_containers_of_each_user() =>
        Assert.Equal(
            """
            user other
            └─ cache  stopped
               └─ backend
            user shop
            ├─ db  running
            │  ├─ backend: 10.89.1.5, fd63:f6bb:3070:8288::5
            │  └─ needs cache
            └─ web  failed
               ├─ frontend: 10.89.0.2
               ├─ backend: 10.89.1.6
               ├─ publishes 80:80, 443:443, 127.0.0.1:20000-20999:20000-20999/tcp,udp,sctp
               ├─ needs cache
               ├─ needs db
               └─ needs postgresql.service

            """,
            Tree.Render(GraphTree.ByUser(Shop), null, paint: false)
        );

    [Fact]
    public void The_tree_of_one_goes_on_below_what_it_needs_also_in_a_circle()
    {
        GraphNode[] nodes = [new("a", "u", "running", [], [], ["b"]), new("b", "u", "running", [], [], ["a"])];

        Assert.Equal(
            "a  running\n└─ needs\n   └─ b  running\n      └─ needs\n         └─ a  running\n",
            Tree.Render([GraphTree.Of("a", nodes)], null, paint: false)
        );
    }

    [Fact]
    public void Around_one_are_those_that_it_needs_and_those_that_need_it()
    {
        Assert.Equal(["db", "web", "cache"], GraphNode.Around("db", Shop).Select(n => n.Name));
        GraphNode[] more = [.. Shop, new("aside", "other", "running", [], [], ["cache"])];
        Assert.Equal(["db", "web", "cache"], GraphNode.Around("web", more).Select(n => n.Name));
    }

    [Fact]
    public void A_line_of_a_tree_is_no_longer_than_the_terminal_is_wide()
    {
        var lines = Tree.Render(GraphTree.ByUser(Shop), 24, paint: false).Split('\n');
        Assert.All(lines, l => Assert.InRange(DisplayWidth.Of(l), 0, 24));
    }

    [Fact]
    public void A_graph_has_signs_escaped_that_mean_something_to_graphviz() =>
        Assert.Equal(
            """
            digraph containers {
              rankdir=LR;
              node [shape=box];
              subgraph cluster_0 {
                label="user a\"b";
                "web" [label="web\nrunning\npublishes 80:80"];
              }
              "network net" [label="net", shape=ellipse];
              "web" -> "network net" [label="10.0.0.1\nfd00::1", dir=none];
              "web" -> "a\\x2db.service" [label="needs", style=dashed];
            }

            """,
            GraphDot.Of([
                new GraphNode(
                    "web",
                    "a\"b",
                    "running",
                    [new GraphNetwork("net", ["10.0.0.1", "fd00::1"])],
                    ["80:80"],
                    [@"a\x2db.service"]
                ),
            ])
        );

    [Fact]
    public void No_text_of_a_picture_lies_on_another_or_outside()
    {
        AssertReadable(GraphPicture.Of(Shop));
        AssertReadable(GraphPicture.Of([]));
        AssertReadable(TimelinePicture.Of("web", []));
        AssertReadable(
            TimelinePicture.Of(
                "web",
                [
                    new StartStep("rootful-network@web.service", "system", 1_000_000, 1_400_000),
                    new StartStep("rootful-create@web.service", "user", 1_100_000, 1_350_000),
                    new StartStep("rootful-container@web.service", "system", 1_400_000, null) { Ended = 1_420_000 },
                ]
            )
        );
    }

    [Fact]
    public void What_is_written_in_a_picture_is_text_whatever_it_is()
    {
        var svg = GraphPicture.Of([new GraphNode("web", "<b>&\"\e\uffff", "running", [], [], [])]);
        Assert.Contains(
            "user <b>&\"\\u001b\ufffd",
            XDocument.Parse(svg).Descendants().Select(e => e.Value),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(11, 2)]
    [InlineData(45, 5)]
    [InlineData(480, 50)]
    [InlineData(1800, 200)]
    public void An_axis_has_round_numbers_and_few(double milliseconds, double tick) =>
        Assert.Equal(tick, TimelinePicture.Tick(milliseconds));

    private static void AssertReadable(string svg)
    {
        var root = XDocument.Parse(svg).Root!;
        var (width, height) = (Number(root, "width"), Number(root, "height"));
        var texts = root.Elements().Where(e => e.Name.LocalName == "text").Select(Box).ToList();
        Assert.NotEmpty(texts);
        foreach (var (text, left, top, right, bottom) in texts)
        {
            Assert.True(left >= 0 && top >= 0 && right <= width && bottom <= height, $"outside: {text}");
        }

        for (var i = 0; i < texts.Count; i++)
        {
            foreach (var other in texts.Skip(i + 1))
            {
                var one = texts[i];
                Assert.False(
                    one.Left < other.Right
                        && other.Left < one.Right
                        && one.Top < other.Bottom
                        && other.Top < one.Bottom,
                    $"one on the other: {one.Text}, {other.Text}"
                );
            }
        }
    }

    private static (string Text, double Left, double Top, double Right, double Bottom) Box(XElement text)
    {
        var (x, y, width) = (Number(text, "x"), Number(text, "y"), Svg.Width(text.Value));
        var left = text.Attribute("text-anchor")!.Value switch
        {
            "middle" => x - (width / 2),
            "end" => x - width,
            _ => x,
        };
        return (text.Value, left, y - 11, left + width, y + 3);
    }

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
