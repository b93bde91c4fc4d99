// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;

namespace RootfulContainers.Tests.Keys;

/// <summary>Writes a JSON Schema (draft 2020-12) of a key table, for editors that complete and check TOML.</summary>
internal sealed class JsonSchema
{
    private const string Text = "\"type\": \"string\"";

    private readonly StringBuilder _json = new();

    public static string Write(ConfigurationKeySet keys, string title, string id)
    {
        var schema = new JsonSchema();
        schema.Line(0, "{");
        schema.Line(1, "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",");
        schema.Line(1, $"\"$id\": {Quote(id)},");
        schema.Line(1, $"\"title\": {Quote(title)},");
        schema.Table(keys, "", 1);
        schema.Line(0, "}");
        return schema._json.ToString();
    }

    private void Table(ConfigurationKeySet keys, string table, int depth)
    {
        Line(depth, "\"type\": \"object\",");
        Line(depth, "\"additionalProperties\": false,");
        var required = keys.Rows.Where(r => r.Required && r.Table == table).Select(r => Quote(r.Name)).ToList();
        if (required.Count > 0)
        {
            Line(depth, $"\"required\": [{string.Join(", ", required)}],");
        }

        Line(depth, "\"properties\": {");
        var names = keys.Names(table);
        for (var i = 0; i < names.Count; i++)
        {
            var path = table.Length == 0 ? names[i] : $"{table}.{names[i]}";
            Line(depth + 1, $"{Quote(names[i])}: {{");
            if (keys.Find(path) is { } key)
            {
                Key(key, depth + 2);
            }
            else
            {
                Table(keys, path, depth + 2);
            }

            Line(depth + 1, i + 1 < names.Count ? "}," : "}");
        }

        Line(depth, "}");
    }

    private void Key(ConfigurationKey key, int depth)
    {
        Line(depth, $"\"description\": {Quote(Description(key))},");
        if (key.Rows is { } rows)
        {
            Line(depth, "\"type\": \"array\",");
            Line(depth, "\"items\": {");
            Table(rows, "", depth + 1);
            Line(depth, "}");
            return;
        }

        Line(depth, Type(key));
    }

    private static string Description(ConfigurationKey key) =>
        key.Default is null ? key.Summary : $"{key.Summary} Default: {key.Default}.";

    private static string Type(ConfigurationKey key) =>
        key.Kind switch
        {
            ValueKind.String when key.Choices.Count > 0 => Choices(key),
            ValueKind.String when key.TakesInteger => "\"type\": [\"string\", \"integer\"]",
            ValueKind.Boolean when key.Choices.Count > 0 =>
                $"\"anyOf\": [{{ \"type\": \"boolean\" }}, {{ {Choices(key)} }}]",
            ValueKind.Boolean => "\"type\": \"boolean\"",
            ValueKind.Integer => string.Create(
                CultureInfo.InvariantCulture,
                $"\"type\": \"integer\", \"minimum\": {key.Minimum}, \"maximum\": {key.Maximum}"
            ),
            ValueKind.Duration or ValueKind.Size =>
                $"\"anyOf\": [{{ {Text} }}, {{ \"type\": \"integer\", \"minimum\": 0 }}]",
            ValueKind.StringList => $"\"type\": \"array\", \"items\": {{ {Text} }}",
            ValueKind.StringMap =>
                "\"type\": \"object\", \"additionalProperties\": { \"type\": [\"string\", \"integer\", \"boolean\"] }",
            ValueKind.BooleanOrStringList =>
                $"\"anyOf\": [{{ \"type\": \"boolean\" }}, {{ \"type\": \"array\", \"items\": {{ {Text} }} }}]",
            ValueKind.UnitSetting => UnitSetting,
            ValueKind.UnitSettings => $"\"type\": \"object\", \"additionalProperties\": {{ {UnitSetting} }}",
            _ => Text,
        };

    private const string UnitSetting =
        "\"type\": [\"string\", \"integer\", \"boolean\", \"array\"], "
        + "\"items\": { \"type\": [\"string\", \"integer\", \"boolean\"] }";

    private static string Choices(ConfigurationKey key) =>
        $"\"enum\": [{string.Join(", ", key.Choices.Select(Quote))}]";

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private void Line(int depth, string text) => _json.Append(' ', depth * 2).Append(text).Append('\n');
}
