// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using CsCheck;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Containers;

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

    // They have a home of their own in the text, name another definition, or are no part of a container for Quadlet.
    private static readonly string[] Left =
    [
        "user",
        "image",
        "rootfs",
        "networks",
        "network",
        "network_of",
        "pod",
        "start_with_pod",
        "type",
        "remain_after_exit",
    ];

    private static readonly (string, string)[] Exclusive =
    [
        ("reload_command", "reload_signal"),
        ("userns.mode", "userns.uid_map"),
        ("userns.mode", "userns.gid_map"),
    ];

    public static Gen<string> Toml { get; } =
        Gen.OneOf([
                .. ContainerKeys
                    .All.Rows.Where(k => !Left.Contains(k.Path, StringComparer.Ordinal) && k.Table != "timer")
                    .Select(Line),
            ])
            .Array[1, MostKeys]
            .Select(Definition);

    private static string Definition((ConfigurationKey Key, string Toml)[] keys)
    {
        var lines = keys.DistinctBy(k => k.Key.Path).ToDictionary(k => k.Key.Path, k => k.Toml, StringComparer.Ordinal);
        foreach (var (first, second) in Exclusive)
        {
            if (lines.ContainsKey(first))
            {
                lines.Remove(second);
            }
        }

        if (lines.ContainsKey("group"))
        {
            lines.TryAdd("run_as", "\"www-data\"");
        }

        return lines
            .Aggregate(
                new StringBuilder("user = \"test\"\nimage = \"docker.io/library/caddy:2\"\nnetworks = [\"shop\"]\n"),
                static (text, line) => text.Append(CultureInfo.InvariantCulture, $"{line.Key} = {line.Value}\n")
            )
            .ToString();
    }

    private static Gen<(ConfigurationKey, string)> Line(ConfigurationKey key)
    {
        var setting = Exported.Container("web", KeyExamples.With(key.Path)).Settings[key.Path];
        return setting is null || !IsText(key)
            ? Gen.Const((key, KeyExamples.Value(key)))
            : Gen.OneOf(Pieces)
                .Array[setting.Values.Count]
                .Select(pieces =>
                    (key, Write(key, [.. setting.Values.Zip(pieces, (v, p) => (v.Name, Possible(key, v.Text, p)))]))
                );
    }

    private static bool IsText(ConfigurationKey key) =>
        key.Choices.Count == 0
        && key.Kind is ValueKind.String or ValueKind.StringList or ValueKind.StringMap
        && key.Path is not ("global_args" or "podman_args");

    private static string Possible(ConfigurationKey key, string text, string piece)
    {
        var changed = text + piece;
        return
            key.Check?.Invoke(changed) is null
            && key.Parse?.Invoke(changed).Error is null
            && (key.Path != "env" || ContainerVariable.Check("PORT", changed) is null)
            ? changed
            : text;
    }

    private static string Write(ConfigurationKey key, IReadOnlyList<(string? Name, string Text)> values)
    {
        var texts = values.Select(v =>
            v.Name is null
                ? DefinitionText.Quoted(v.Text)
                : $"{DefinitionText.Quoted(v.Name)} = {DefinitionText.Quoted(v.Text)}"
        );
        return key.Kind switch
        {
            ValueKind.String => texts.Single(),
            ValueKind.StringMap => $"{{ {string.Join(", ", texts)} }}",
            _ => $"[{string.Join(", ", texts)}]",
        };
    }
}
