// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>All keys one kind of file, or one table of a list, may hold.</summary>
internal sealed class ConfigurationKeySet
{
    private readonly Dictionary<string, ConfigurationKey> _byPath;
    private readonly HashSet<string> _tables = new(StringComparer.Ordinal);

    public ConfigurationKeySet(params ReadOnlySpan<IReadOnlyList<ConfigurationKey>> parts)
    {
        var rows = new List<ConfigurationKey>(192);
        foreach (var part in parts)
        {
            rows.AddRange(part);
        }

        Rows = rows;
        _byPath = new Dictionary<string, ConfigurationKey>(rows.Count, StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Order = i;
            _byPath.Add(rows[i].Path, rows[i]);
            AddTables(rows[i].Path);
        }
    }

    /// <summary>The rows in the order in which their values appear in units.</summary>
    public IReadOnlyList<ConfigurationKey> Rows { get; }

    /// <summary>What to write in place of words that no key stands for, by <see cref="ForeignWords.Plain"/>.</summary>
    public IReadOnlyDictionary<string, string> Foreign { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public bool IsTable(string path) => _tables.Contains(path);

    public ConfigurationKey? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Keys and tables directly in a table, in the order of the rows.</summary>
    public IReadOnlyList<string> Names(string table)
    {
        var names = new List<string>();
        foreach (var row in Rows)
        {
            if (table.Length == 0 || row.Path.StartsWith(table + ".", StringComparison.Ordinal))
            {
                var rest = table.Length == 0 ? row.Path : row.Path[(table.Length + 1)..];
                var name = rest.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? rest[..dot] : rest;
                if (!names.Contains(name, StringComparer.Ordinal))
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    /// <summary>What someone who wrote <paramref name="name"/> in <paramref name="table"/> may have meant.</summary>
    public string? Suggest(string table, string name)
    {
        var plain = ForeignWords.Plain(name);
        if (
            (
                Rows.FirstOrDefault(r => r.Table == table && ForeignWords.Plain(r.Name) == plain)
                ?? Rows.FirstOrDefault(r => r.Synonyms.Any(s => ForeignWords.Plain(s) == plain))
            ) is
            { } meant
        )
        {
            return meant.Table == table ? meant.Name : meant.Path;
        }

        return NearestName.Find(name, Names(table))
            ?? Rows.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))?.Path
            ?? NearestName.Find(table.Length == 0 ? name : $"{table}.{name}", Rows.Select(r => r.Path), name.Length);
    }

    private void AddTables(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            _tables.Add(path[..dot]);
        }
    }
}
