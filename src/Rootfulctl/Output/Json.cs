// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RootfulContainers.Rootfulctl.Output;

/// <summary>Data for programs.</summary>
internal static class Json
{
    // Controls stay escaped, an umlaut does not.
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Array<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) =>
        Text(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                writer.WriteStartObject();
                write(writer, item);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });

    public static string Object(Action<Utf8JsonWriter> write) =>
        Text(writer =>
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        });

    /// <summary>An object on one line.</summary>
    public static string Line(Action<Utf8JsonWriter> write) =>
        Text(
            writer =>
            {
                writer.WriteStartObject();
                write(writer);
                writer.WriteEndObject();
            },
            Options with
            {
                Indented = false,
            }
        );

    public static void WriteTexts(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    /// <summary>In UTC, to the second.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? time) =>
        writer.WriteString(name, time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null));

    private static string Text(Action<Utf8JsonWriter> write) => Text(write, Options);

    private static string Text(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, options))
        {
            write(writer);
        }

        return Shown(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>Without what a terminal obeys or does not show. Only texts hold any, and no line breaks.</summary>
    private static string Shown(string json)
    {
        var text = new StringBuilder(json.Length);
        foreach (var rune in json.EnumerateRunes())
        {
            // Beyond the BMP the writer escapes by itself.
            text.Append(
                rune.Value == '\n' || PrintableText.IsPrinted(rune) ? rune.ToString() : PrintableText.Escaped(rune)
            );
        }

        return text.ToString();
    }
}
