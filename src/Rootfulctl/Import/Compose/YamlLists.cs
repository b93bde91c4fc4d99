// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Lists of a service that are laid over each other: what is about the same thing is there once, as the upper one has it.</summary>
internal static class YamlLists
{
    /// <summary>Those of which one may stand alone, without a list.</summary>
    private static readonly string[] Single = ["env_file", "tmpfs", "dns", "dns_search"];

    /// <summary>Those that hold nothing twice.</summary>
    private static readonly string[] Things =
    [
        .. Single,
        "volumes",
        "devices",
        "secrets",
        "configs",
        "ports",
        "expose",
        "cap_add",
        "cap_drop",
        "dns_opt",
        "group_add",
        "links",
        "security_opt",
    ];

    private static readonly string[] OfPort = ["host_ip", "published", "target", "protocol"];

    public static bool MayBeOne(string name) => Single.Contains(name, StringComparer.Ordinal);

    /// <summary>A service with each thing once in its lists, as compose has it also within one file.</summary>
    public static ComposeMap Unique(ComposeMap service) =>
        service with
        {
            Entries =
            [
                .. service.Entries.Select(e =>
                    e.Value is ComposeList list && Things.Contains(e.Name, StringComparer.Ordinal)
                        ? e with
                        {
                            Value = list with { Items = Joined(e.Name, [], list.Items) },
                        }
                        : e
                ),
            ],
        };

    public static IReadOnlyList<ComposeNode> Joined(
        string name,
        IReadOnlyList<ComposeNode> below,
        IReadOnlyList<ComposeNode> above
    )
    {
        var items = below.ToList();
        foreach (var item in above)
        {
            var thing = Thing(name, item);
            var index = thing is null ? -1 : items.FindIndex(i => Thing(name, i) == thing);
            if (index < 0)
            {
                items.Add(item);
            }
            else
            {
                items[index] = item with { Comments = [.. items[index].AllComments, .. item.Comments] };
            }
        }

        return items;
    }

    /// <summary>What an item is about; null when it is not known to be about the same as any other.</summary>
    private static string? Thing(string name, ComposeNode item) =>
        (name, item) switch
        {
            ("volumes" or "devices", ComposeMap map) => Text(
                    map["target"] ?? map["dst"] ?? map["destination"] ?? map["source"]
                )
                .TrimEnd('/'),
            ("volumes" or "devices", ComposeScalar text) => Target(text.Text).TrimEnd('/'),
            ("tmpfs", ComposeScalar text) => text.Text.Split(':')[0],
            ("secrets" or "configs", ComposeMap map) => Text(map["target"] ?? map["source"]),
            ("env_file", ComposeMap map) => Text(map["path"]),
            ("ports", ComposeMap map) => Port(map),
            ("ports", ComposeScalar text) => Port(text.Text),
            (_, ComposeScalar text) => text.Text,
            _ => null,
        };

    // SOURCE:TARGET:OPTIONS, in which the source may hold ${NAME:-x}.
    private static string Target(string text)
    {
        var parts = new List<string> { "" };
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth +=
                text[i] == '{' ? 1
                : text[i] == '}' ? -1
                : 0;
            if (text[i] == ':' && depth <= 0)
            {
                parts.Add("");
            }
            else
            {
                parts[^1] += text[i];
            }
        }

        return parts.Count > 1 ? parts[1] : parts[0];
    }

    private static string Port(string text)
    {
        var slash = text.LastIndexOf('/');
        var (ports, protocol) = slash < 0 ? (text, "tcp") : (text[..slash], text[(slash + 1)..]);
        return $"{ports}/{protocol}";
    }

    private static string Port(ComposeMap map)
    {
        var parts = OfPort.Select(p => Text(map[p])).ToList();
        return Port(
            string.Join(':', parts.Take(3).Where(p => p.Length > 0)) + (parts[3].Length > 0 ? "/" + parts[3] : "")
        );
    }

    private static string Text(ComposeNode? node) => (node as ComposeScalar)?.Text ?? "";
}
