// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Toml;

/// <summary>What a drop-in adds to lists, which it would replace otherwise: the table <c>add</c>, with the same keys.</summary>
internal static class AddedLists
{
    public const string Table = "add";

    /// <summary>Why a definition has no such table.</summary>
    public const string OnlyInDropIn = "only a drop-in, NAME.toml.d/*.toml, adds to lists";

    public static void AddTo(TomlTable table, TomlTable dropIn, List<Diagnostic> diagnostics)
    {
        if (dropIn.Find(Table) is { } added)
        {
            Add(table, added, Table, added.Position, diagnostics);
        }
    }

    private static void Add(
        TomlTable table,
        TomlNode added,
        string path,
        SourcePosition position,
        List<Diagnostic> diagnostics
    )
    {
        if (added is not TomlTable lists)
        {
            var kind = path == Table ? "a table of lists" : "a list";
            diagnostics.Add(
                new Diagnostic(position, $"'{path}' must be {kind}, not {added.KindName}; {Replacing(path)}")
            );
            return;
        }

        foreach (var entry in lists.Entries)
        {
            var inner = $"{path}.{entry.Name}";
            switch (entry.Value, table.Find(entry.Name))
            {
                case (TomlList list, TomlList mine):
                    mine.Items.AddRange(list.Items);
                    break;
                case (TomlList, { } other):
                    diagnostics.Add(
                        new Diagnostic(
                            entry.Position,
                            $"'{inner}': what is there is no list but {other.KindName} ({other.Position})"
                        )
                    );
                    break;
                case (TomlList, null):
                    table.Set(entry);
                    break;
                case (_, TomlTable child):
                    Add(child, entry.Value, inner, entry.Position, diagnostics);
                    break;
                case (TomlTable value, null):
                    var fresh = new TomlTable(value.Position);
                    table.Set(entry with { Value = fresh });
                    Add(fresh, value, inner, entry.Position, diagnostics);
                    break;
                default:
                    Add(table, entry.Value, inner, entry.Position, diagnostics);
                    break;
            }
        }
    }

    private static string Replacing(string path) =>
        path == Table ? "for example add.publish = [\"8443:443\"]" : $"without '{Table}.' it replaces what is there";
}
