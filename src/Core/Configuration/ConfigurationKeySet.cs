// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Configuration;

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

    public bool IsTable(string path) => _tables.Contains(path);

    public ConfigurationKey? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>What someone who wrote <paramref name="name"/> in <paramref name="table"/> may have meant.</summary>
    public string? Suggest(string table, string name)
    {
        var siblings = Rows.Where(r => r.Table == table)
            .Select(r => r.Name)
            .Concat(_tables.Where(t => Parent(t) == table).Select(LastPart));
        if (Rows.FirstOrDefault(r => r.Synonyms.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } meant)
        {
            return meant.Table == table ? meant.Name : meant.Path;
        }

        return NearestName.Find(name, siblings)
            ?? Rows.FirstOrDefault(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase))?.Path
            ?? NearestName.Find(table.Length == 0 ? name : $"{table}.{name}", Rows.Select(r => r.Path));
    }

    private void AddTables(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            _tables.Add(path[..dot]);
        }
    }

    private static string Parent(string path) => path.LastIndexOf('.') is var dot and >= 0 ? path[..dot] : "";

    private static string LastPart(string path) => path[(path.LastIndexOf('.') + 1)..];
}
