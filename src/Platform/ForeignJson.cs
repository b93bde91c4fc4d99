// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace RootfulContainers.Platform;

/// <summary>JSON that another program or an earlier run wrote: it may hold anything.</summary>
internal static class ForeignJson
{
    // Of a name that is there twice, JsonObject only speaks at some later access.
    private static readonly JsonDocumentOptions OnceEach = new() { AllowDuplicateProperties = false };

    /// <param name="what">What is wrong when it cannot be read, such as "FILE is not a podman network".</param>
    /// <param name="read">Throws <see cref="FormatException"/> for what is not there.</param>
    /// <exception cref="HostException">The text is not JSON, or not what <paramref name="read"/> takes.</exception>
    public static T Read<T>(ReadOnlySpan<byte> text, string what, Func<JsonNode?, T> read)
    {
        // JsonNode takes text that is not UTF-8, and speaks of it at some later access.
        if (!Utf8.IsValid(text))
        {
            throw new HostException($"{what}: not UTF-8");
        }

        try
        {
            return read(JsonNode.Parse(text, documentOptions: OnceEach));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new HostException($"{what}: {e.Message}", e);
        }
    }

    public static JsonObject Object(JsonNode? node, string name) =>
        node as JsonObject ?? throw new FormatException($"{name} is not an object");

    public static T Value<T>(JsonNode? node, string name) =>
        node is null ? throw new FormatException($"there is no {name}") : node.GetValue<T>();

    /// <summary>None when there is no array.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? array) =>
        [.. (array as JsonArray ?? []).OfType<JsonNode>().Select(v => v.GetValue<string>())];
}
