// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json.Nodes;
using CsCheck;
using RootfulContainers.Rootfulctl.Export.Yaml;
using Xunit;

namespace RootfulContainers.Tests.Export;

public sealed class YamlWriterTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
            Gen.OneOf(
                "",
                "yes",
                "No",
                "null",
                "~",
                "1e3",
                "0x1f",
                "010",
                "1:20",
                "- a",
                "a: b",
                "a #b",
                "#a",
                "@a",
                "`a",
                "%a",
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "'a'",
                "\"",
                "\\",
                "a\nb\n",
                "a\n\nb\n",
                " a\nb\n",
                "a\nb\n\n",
                "a\n  b \n",
                "a\n---\nb\n",
                "a\tb\n\tc\n",
                "\u0085",
                "\u2028",
                "\ufeffa\nb\n",
                "ä",
                "\U0001f98a",
                "{{ a }}"
            ),
            Gen.String
        )
        .Where(IsText);

    private static readonly Gen<JsonNode?> Node = Gen.Recursive<JsonNode?>(
        (depth, self) =>
            depth > 3
                ? Text.Select(t => (JsonNode?)JsonValue.Create(t))
                : Gen.OneOf(
                    Text.Select(t => (JsonNode?)JsonValue.Create(t)),
                    Gen.Int.Select(n => (JsonNode?)JsonValue.Create((long)n)),
                    Gen.Bool.Select(b => (JsonNode?)JsonValue.Create(b)),
                    self.List[0, 3].Select(l => (JsonNode?)new JsonArray([.. l.Select(n => n?.DeepClone())])),
                    Gen.Select(Text, self)
                        .List[0, 3]
                        .Select(l =>
                            (JsonNode?)
                                new JsonObject(
                                    l.DistinctBy(e => e.Item1)
                                        .Select(e => KeyValuePair.Create(e.Item1, e.Item2?.DeepClone()))
                                )
                        )
                )
    );

    [Fact]
    public void Another_parser_reads_what_was_written() =>
        Node.Sample(
            node =>
            {
                var yaml = YamlWriter.Write(Convert(node));
                var read = Assert.Single(YamlDocuments.Read(yaml));
                Assert.True(JsonNode.DeepEquals(node, read), $"{node?.ToJsonString()}\n{yaml}");
            },
            iter: 2000
        );

    [Fact]
    public void Lists_and_lines_are_readable() =>
        Assert.Equal(
            """
            a:
              - b: 1
                c: "yes"
              - - d
                - e
            f: !unsafe |
              x

                y
            g: []

            """,
            YamlWriter.Write(
                new YamlMap()
                    .Add("a", new YamlList(new YamlMap().Add("b", 1).Add("c", "yes"), YamlList.Of(["d", "e"])))
                    .Add("f", new YamlText("x\n\n  y\n", "!unsafe"))
                    .Put("g", new YamlList())
            )
        );

    // No half of a surrogate pair, which no file can hold.
    private static bool IsText(string text) =>
        !text.EnumerateRunes().Any(r => r == System.Text.Rune.ReplacementChar) && !text.Contains('\0');

    private static YamlNode Convert(JsonNode? node) =>
        node switch
        {
            JsonArray list => new YamlList(list.Select(Convert)),
            JsonObject map => map.Aggregate(new YamlMap(), (m, e) => m.Put(e.Key, Convert(e.Value))),
            JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
            JsonValue value when value.TryGetValue<long>(out var number) => number,
            _ => node!.GetValue<string>(),
        };
}
