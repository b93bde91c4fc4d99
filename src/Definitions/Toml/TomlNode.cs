// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Toml;

/// <summary>A TOML value and where it stands; what is left of the syntax tree once drop-ins can be merged.</summary>
internal abstract class TomlNode(SourcePosition position)
{
    public SourcePosition Position { get; } = position;

    /// <summary>What a user calls this kind of value, with its article.</summary>
    public abstract string KindName { get; }
}

internal sealed class TomlText(SourcePosition position, string value) : TomlNode(position)
{
    public string Value { get; } = value;

    public override string KindName => "a string";
}

internal sealed class TomlInteger(SourcePosition position, long value) : TomlNode(position)
{
    public long Value { get; } = value;

    public override string KindName => "an integer";

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

internal sealed class TomlBoolean(SourcePosition position, bool value) : TomlNode(position)
{
    public bool Value { get; } = value;

    public override string KindName => "a boolean";
}

/// <summary>A float or a date: no key takes one.</summary>
internal sealed class TomlOther(SourcePosition position, string kindName) : TomlNode(position)
{
    public const string Float = "a number with a fraction";
    public const string Date = "a date";

    public override string KindName { get; } = kindName;
}

internal sealed class TomlList(SourcePosition position, List<TomlNode> items) : TomlNode(position)
{
    public List<TomlNode> Items { get; } = items;

    public override string KindName => "a list";
}

internal readonly record struct TomlEntry(string Name, SourcePosition Position, TomlNode Value);

/// <summary>Entries in the order written; a name is there at most once.</summary>
internal sealed class TomlTable(SourcePosition position) : TomlNode(position)
{
    // Most tables are small; an index is only worth its memory beyond that, and keeps a huge one from taking minutes.
    private const int UnindexedEntries = 16;

    private readonly List<TomlEntry> _entries = [];
    private Dictionary<string, int>? _index;

    public IReadOnlyList<TomlEntry> Entries => _entries;

    public override string KindName => "a table";

    public TomlNode? Find(string name) => IndexOf(name) is var index and >= 0 ? _entries[index].Value : null;

    /// <summary>Adds the entry, or puts it in the place of the one that has its name.</summary>
    public void Set(TomlEntry entry)
    {
        var index = IndexOf(entry.Name);
        if (index >= 0)
        {
            _entries[index] = entry;
            return;
        }

        _index?.Add(entry.Name, _entries.Count);
        _entries.Add(entry);
    }

    /// <summary>Lays a drop-in over this table: tables merge, everything else is replaced.</summary>
    /// <param name="over">The drop-in.</param>
    /// <param name="except">What of it is not meant.</param>
    public void Merge(TomlTable over, string? except = null)
    {
        foreach (var entry in over.Entries)
        {
            if (entry.Name == except)
            {
                continue;
            }

            if (entry.Value is TomlTable table && Find(entry.Name) is TomlTable mine)
            {
                mine.Merge(table);
            }
            else
            {
                Set(entry);
            }
        }
    }

    private int IndexOf(string name)
    {
        if (_entries.Count < UnindexedEntries)
        {
            for (var i = 0; i < _entries.Count; i++)
            {
                if (_entries[i].Name == name)
                {
                    return i;
                }
            }

            return -1;
        }

        if (_index is null)
        {
            _index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _entries.Count; i++)
            {
                _index.Add(_entries[i].Name, i);
            }
        }

        return _index.TryGetValue(name, out var found) ? found : -1;
    }
}
