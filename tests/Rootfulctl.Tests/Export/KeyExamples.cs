// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Containers;

namespace RootfulContainers.Tests.Export;

/// <summary>A definition for each key, with the example of the key table.</summary>
internal static class KeyExamples
{
    // Without which some keys would say nothing.
    private static readonly Dictionary<string, string> Base = new(StringComparer.Ordinal)
    {
        ["user"] = "\"test\"",
        ["image"] = "\"docker.io/library/caddy:2\"",
        ["networks"] = "[\"shop\"]",
        ["run_as"] = "\"1000\"",
        ["read_only"] = "true",
        ["health.command"] = "[\"true\"]",
        ["health.startup.command"] = "[\"true\"]",
    };

    // A key says nothing together with these, or is not valid.
    private static readonly Dictionary<string, string[]> Without = new(StringComparer.Ordinal)
    {
        ["rootfs"] = ["image"],
        ["network"] = ["networks"],
        ["network_of"] = ["networks"],
        ["pod"] = ["networks"],
        ["start_with_pod"] = ["networks"],
        ["read_only"] = ["read_only"],
        ["health.command"] = ["health.command"],
        ["health.startup.command"] = ["health.startup.command"],
    };

    // A key is not valid without these.
    private static readonly Dictionary<string, string> Needed = new(StringComparer.Ordinal)
    {
        ["remain_after_exit"] = "type = \"job\"",
        ["start_with_pod"] = "pod = \"shop\"",
        ["timer.persistent"] = "timer.on_calendar = \"daily\"",
        ["timer.randomized_delay"] = "timer.on_calendar = \"daily\"",
        ["timer.fixed_random_delay"] = "timer.on_calendar = \"daily\"",
        ["timer.accuracy"] = "timer.on_calendar = \"daily\"",
    };

    public static IEnumerable<string> Keys =>
        ContainerKeys.All.Rows.Select(k => k.Path).Where(k => k is not ("user" or "image" or "networks"));

    public static string Plain(string key) =>
        Toml(Base.Where(k => (k.Key == "networks" && key is not "start_with_pod") || !IsLeftOut(key, k.Key)))
        + Need(key);

    public static string With(string key) =>
        Toml(
            Base.Where(k => k.Key != key && !IsLeftOut(key, k.Key))
                .Append(KeyValuePair.Create(key, Value(ContainerKeys.All.Find(key)!)))
        ) + Need(key);

    private static string Need(string key) => Needed.TryGetValue(key, out var line) ? $"{line}\n" : "";

    /// <summary>As it stands in TOML.</summary>
    public static string Value(ConfigurationKey key) =>
        key.Kind == ValueKind.StringMap ? $"{{ {key.Example} }}" : key.Example;

    private static bool IsLeftOut(string key, string other) =>
        Without.GetValueOrDefault(key)?.Contains(other, StringComparer.Ordinal) == true;

    private static string Toml(IEnumerable<KeyValuePair<string, string>> keys) =>
        keys.Aggregate(
                new StringBuilder(),
                static (text, key) => text.Append(CultureInfo.InvariantCulture, $"{key.Key} = {key.Value}\n")
            )
            .ToString();
}
