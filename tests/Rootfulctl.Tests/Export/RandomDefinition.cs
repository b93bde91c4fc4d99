// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Tests.Export;

/// <summary>Some keys with their examples, to which is added what others could take for something else.</summary>
internal static class RandomDefinition
{
    private const int MostKeys = 10;

    private static readonly string[] Pieces =
    [
        "%i",
        "%%",
        "$HOME",
        "${HOME}",
        "$$",
        " a b",
        " ",
        "'",
        "\"",
        "\\",
        "\\n",
        "\n",
        "\t",
        ";",
        " ; ",
        "#",
        "=",
        ",",
        ":",
        "ä",
        "\u0001",
        "-",
        "{{ x }}",
        "",
        "",
        "",
    ];

    private static readonly (string, string)[] Exclusive =
    [
        ("reload_command", "reload_signal"),
        ("userns.mode", "userns.uid_map"),
        ("userns.mode", "userns.gid_map"),
        ("userns.mode", "userns.sub_uid_name"),
        ("userns.mode", "userns.sub_gid_name"),
        ("image", "driver"),
        ("image", "type"),
        ("image", "device"),
        ("image", "options"),
        ("image", "copy"),
        ("image", "uid"),
        ("image", "gid"),
    ];

    // A key is not valid without another.
    private static readonly (string Key, string Needed, string Value)[] Needs =
    [
        ("group", "run_as", "\"www-data\""),
        ("type", "device", "\"tmpfs\""),
        ("timer.persistent", "timer.on_calendar", "\"daily\""),
    ];

    /// <summary>What a container is without its random keys.</summary>
    private static readonly IReadOnlyDictionary<string, string> Container = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["user"] = "\"test\"",
        ["image"] = "\"docker.io/library/caddy:2\"",
        ["networks"] = "[\"shop\"]",
    };

    /// <summary>One that is nothing but a container.</summary>
    public static Gen<string> Toml { get; } =
        Of(
                "web",
                Container,
                static key =>
                    key.Table != "timer"
                    && key.Path
                        is not (
                            "rootfs"
                            or "network"
                            or "network_of"
                            or "pod"
                            or "start_with_pod"
                            or "type"
                            or "remain_after_exit"
                        )
            )
            .Select(Text);

    /// <param name="file">The definition's name with its kind, as <c>data.volume</c>.</param>
    /// <param name="always">Its keys in any case, as they stand in TOML.</param>
    /// <param name="isFree">Which keys it may have beside them.</param>
    public static Gen<Dictionary<string, string>> Of(
        string file,
        IReadOnlyDictionary<string, string> always,
        Predicate<ConfigurationKey> isFree
    ) =>
        Gen.OneOf([
                .. Exported
                    .KindOf(file)
                    .Keys.Rows.Where(k => !always.ContainsKey(k.Path) && isFree(k))
                    .Select(k => Line(file, always, k)),
            ])
            .Array[1, MostKeys]
            .Select(keys => Lines(file, always, keys));

    public static string Text(IReadOnlyDictionary<string, string> lines) =>
        lines
            .Aggregate(
                new StringBuilder(),
                static (text, line) => text.Append(CultureInfo.InvariantCulture, $"{line.Key} = {line.Value}\n")
            )
            .ToString();

    private static Dictionary<string, string> Lines(
        string file,
        IReadOnlyDictionary<string, string> always,
        (ConfigurationKey Key, string Toml)[] keys
    )
    {
        var lines = new Dictionary<string, string>(always, StringComparer.Ordinal);
        foreach (var (key, toml) in keys)
        {
            lines.TryAdd(key.Path, toml);
        }

        foreach (var (first, second) in Exclusive)
        {
            if (lines.ContainsKey(first) && !always.ContainsKey(second))
            {
                lines.Remove(second);
            }
        }

        foreach (var (key, needed, value) in Needs)
        {
            if (lines.ContainsKey(key) && Exported.KindOf(file).Keys.Find(needed) is not null)
            {
                lines.TryAdd(needed, value);
            }
        }

        return lines;
    }

    private static Gen<(ConfigurationKey, string)> Line(
        string file,
        IReadOnlyDictionary<string, string> always,
        ConfigurationKey key
    )
    {
        var alone = Lines(file, always, [(key, KeyExamples.Value(key))]);
        var setting = Exported.Settings(file, Text(alone))[key.Path];
        return setting is null || !IsText(key)
            ? Gen.Const((key, KeyExamples.Value(key)))
            : Gen.OneOf(Pieces)
                .Array[setting.Values.Count]
                .Select(pieces =>
                    (
                        key,
                        Write(key, [.. setting.Values.Zip(pieces, (v, p) => (v.Name, Possible(file, key, v.Text, p)))])
                    )
                );
    }

    private static bool IsText(ConfigurationKey key) =>
        key.Choices.Count == 0
        && key.Kind is ValueKind.String or ValueKind.StringList or ValueKind.StringMap
        && key.Path is not ("global_args" or "podman_args");

    private static string Possible(string file, ConfigurationKey key, string text, string piece)
    {
        var changed = text + piece;
        return
            key.Check?.Invoke(changed) is null
            && key.Parse?.Invoke(changed).Error is null
            && (key.Path != "env" || ContainerVariable.Check("PORT", changed) is null)
            // Of a build it would be a variable of podman's own process, which refuses it.
            && !(file == "site.build" && key.Path == "env" && changed.Any(char.IsControl))
            ? changed
            : text;
    }

    private static string Write(ConfigurationKey key, IReadOnlyList<(string? Name, string Text)> values)
    {
        var texts = values.Select(v =>
            v.Name is null ? TomlText.Quoted(v.Text) : $"{TomlText.Quoted(v.Name)} = {TomlText.Quoted(v.Text)}"
        );
        return key.Kind switch
        {
            ValueKind.String => texts.Single(),
            ValueKind.StringMap => $"{{ {string.Join(", ", texts)} }}",
            _ => $"[{string.Join(", ", texts)}]",
        };
    }
}
