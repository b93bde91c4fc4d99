// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json.Nodes;

namespace RootfulContainers.Tests.Keys;

/// <summary>A TOML table as an editor hands it to a schema.</summary>
internal static class TomlJson
{
    public static JsonNode Convert(TomlNode node) =>
        node switch
        {
            TomlTable table => new JsonObject(
                table.Entries.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Name, Convert(e.Value)))
            ),
            TomlList list => new JsonArray([.. list.Items.Select(Convert)]),
            TomlText text => JsonValue.Create(text.Value),
            TomlInteger integer => JsonValue.Create(integer.Value),
            TomlBoolean boolean => JsonValue.Create(boolean.Value),
            _ => JsonValue.Create(0.5),
        };
}
