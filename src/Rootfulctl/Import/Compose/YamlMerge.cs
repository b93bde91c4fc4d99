// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>A compose file over another one.</summary>
internal static class YamlMerge
{
    private static readonly string[] Replaced = ["command", "entrypoint", "test"];

    /// <summary>Keys in whose entries to have no value is to have that of a variable, or none.</summary>
    private static readonly string[] OfVariables = ["environment", "args"];

    public static ComposeMap Merge(ComposeMap below, ComposeMap above) => Merge(below, above, "");

    /// <param name="key">Whose value both are.</param>
    private static ComposeMap Merge(ComposeMap below, ComposeMap above, string key)
    {
        var entries = below.Entries.ToList();
        foreach (var entry in above.Entries)
        {
            if (entry.Value.Tag == "!reset")
            {
                entries.RemoveAll(e => e.Name == entry.Name);
                continue;
            }

            var index = entries.FindIndex(e => e.Name == entry.Name);
            if (index < 0)
            {
                entries.Add(entry);
                continue;
            }

            entries[index] = entry with
            {
                Value = (entries[index].Value, entry.Value) switch
                {
                    (_, { Tag: "!override" } value) => value,
                    (var value, ComposeScalar { IsNull: true })
                        when !Replaced.Contains(entry.Name, StringComparer.Ordinal)
                            && !OfVariables.Contains(key, StringComparer.Ordinal) => value,
                    (ComposeMap a, ComposeScalar { IsNull: false } b) when entry.Name == "build" => Merge(a, Build(b)),
                    (ComposeScalar { IsNull: false } a, ComposeMap b) when entry.Name == "build" => Merge(Build(a), b),
                    // Options are those of a driver.
                    (ComposeMap a, ComposeMap b)
                        when entry.Name == "logging"
                            && Driver(a) is { Length: > 0 } lower
                            && Driver(b) is { Length: > 0 } upper
                            && lower != upper => b,
                    (ComposeMap a, ComposeMap b) => Merge(a, b, entry.Name),
                    (ComposeList a, ComposeList b) when !Replaced.Contains(entry.Name, StringComparer.Ordinal) => a with
                    {
                        Items = YamlLists.Joined(entry.Name, a.Items, b.Items),
                    },
                    (var a, var b) when (a is ComposeList || b is ComposeList) && YamlLists.MayBeOne(entry.Name) =>
                        new ComposeList(
                            a.Line,
                            YamlLists.Joined(entry.Name, ComposeResources.Items(a), ComposeResources.Items(b))
                        ),
                    (ComposeScalar a, ComposeScalar b) when YamlLists.MayBeOne(entry.Name) => new ComposeList(
                        a.Line,
                        YamlLists.Joined(entry.Name, [a], [b])
                    ),
                    // NAME=VALUE and NAME: VALUE are the same.
                    (ComposeList a, ComposeMap b) when !Replaced.Contains(entry.Name, StringComparer.Ordinal) => Merge(
                        Map(a),
                        b,
                        entry.Name
                    ),
                    (ComposeMap a, ComposeList b) when !Replaced.Contains(entry.Name, StringComparer.Ordinal) => Merge(
                        a,
                        Map(b),
                        entry.Name
                    ),
                    (_, var value) => value,
                },
                Comments = [.. entries[index].Comments, .. entry.Comments],
            };
        }

        return below with
        {
            Entries = entries,
        };
    }

    private static ComposeMap Build(ComposeScalar context) =>
        new(context.Line, [new ComposeEntry("context", context.Line, context, [])]);

    private static string? Driver(ComposeMap logging) => (logging["driver"] as ComposeScalar)?.Text;

    /// <summary>A list of NAME=VALUE, or of names, as a map.</summary>
    public static ComposeMap Map(ComposeList list) =>
        new(
            list.Line,
            [
                .. list
                    .Items.OfType<ComposeScalar>()
                    .Select(t =>
                    {
                        var equals = t.Text.IndexOf('=', StringComparison.Ordinal);
                        return new ComposeEntry(
                            equals < 0 ? t.Text : t.Text[..equals],
                            t.Line,
                            new ComposeScalar(t.Line, equals < 0 ? "" : t.Text[(equals + 1)..], IsNull: equals < 0),
                            t.Comments
                        );
                    }),
            ]
        );
}
