// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RootfulContainers.Tests.Export;

/// <summary>What another parser reads of YAML, as JSON; a scalar without quotes may be a number or a boolean.</summary>
internal static class YamlDocuments
{
    public static IReadOnlyList<JsonNode> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => Convert(d.RootNode)!)];
    }

    private static JsonNode? Convert(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Convert(c.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } word => JsonValue.Create(
                word.Value == "true"
            ),
            YamlScalarNode { Style: ScalarStyle.Plain } word
                when long.TryParse(
                    word.Value,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var n
                ) => JsonValue.Create(n),
            YamlScalarNode text => JsonValue.Create(text.Value),
            _ => throw new NotSupportedException($"{node}"),
        };
}
