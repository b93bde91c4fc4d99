// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.RegularExpressions;
using RootfulContainers.Tests.Snapshots;

namespace RootfulContainers.Tests.Keys;

/// <summary>A key as the manual has it.</summary>
/// <param name="Set">"container", "network", another kind, or a list of tables such as "[[network]]".</param>
/// <param name="Type">What stands behind the key in italics; null in a list of settings that are all of one type.</param>
internal sealed record ManualKey(string Set, string Path, string? Type, string Text);

/// <summary>rootful-containers.toml(5): sections are tables, and each key is a term of a definition list.</summary>
internal static partial class ManualPage
{
    public const string Name = "docs/man/rootful-containers.toml.5.md";

    public static IReadOnlyList<ManualKey> Keys { get; } = Parse(Text(Name));

    /// <summary>The keys of a pod that are described as a container's.</summary>
    public static string SharedWithPods { get; } =
        Text(Name).Split("These keys are those of a container:")[1].Split("\n\n")[0];

    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path), Encoding.UTF8);

    private static List<ManualKey> Parse(string page)
    {
        var keys = new List<ManualKey>();
        var (file, set, table) = ("", "", "");
        var parts = Parts().Matches(page);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i].Groups;
            if (part["section"] is { Success: true, Value: var section })
            {
                file = section switch
                {
                    "KEYS OF A CONTAINER" => "container",
                    "POD DEFINITIONS" => "pod",
                    "NETWORK DEFINITIONS" => "network",
                    "VOLUME DEFINITIONS" => "volume",
                    "IMAGE DEFINITIONS" => "image",
                    "BUILD DEFINITIONS" => "build",
                    _ => "",
                };
                (set, table) = (file, "");
            }
            else if (part["heading"] is { Success: true, Value: var heading })
            {
                var name = heading.Replace("\\", "", StringComparison.Ordinal);
                var isList = name.StartsWith("[[", StringComparison.Ordinal);
                (set, table) = (isList ? name : file, !isList && name.StartsWith('[') ? name.Trim('[', ']') + "." : "");
            }
            else if (set.Length > 0)
            {
                var end = i + 1 < parts.Count ? parts[i + 1].Index : page.Length;
                var type = part["type"] is { Success: true, Value: var text } ? text : null;
                keys.Add(new ManualKey(set, table + part["key"].Value, type, page[parts[i].Index..end]));
            }
        }

        return keys;
    }

    [GeneratedRegex(
        @"^## (?<section>.+)$|^### (?<heading>.+)$|^\*\*(?<key>[a-z0-9_]+)\*\* = \*(?<type>[^*]+)\*$|\*\*(?<key>[a-z0-9_]+)\*\*\s+\(`\w+=`\)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Parts();
}
