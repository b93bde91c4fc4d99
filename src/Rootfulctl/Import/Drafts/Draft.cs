// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <param name="Text">As TOML.</param>
/// <param name="Place">What it was written because of.</param>
internal sealed record DraftItem(string Text, IReadOnlyList<string> Comments, DraftPlace Place);

/// <summary>A key of the source.</summary>
/// <param name="Number">Which of all keys, as several may have one position and look the same.</param>
internal readonly record struct DraftPlace(SourcePosition Position, string Subject, int Number);

/// <summary>A definition that is being written: keys with the comments that stood above them, and what is said about each.</summary>
internal sealed class Draft(DraftKind kind, string name, ImportReport report)
{
    /// <summary>Keys with addresses that podman and git know how to log in at; those of a command are the container's.</summary>
    private static readonly string[] OfAddresses = ["context", "file", "global_args", "podman_args", "documentation"];

    private readonly List<Table> _tables = [new("")];
    private readonly List<string> _comments = [];
    private Table? _last;
    private Entry? _current;
    private int _places;
    private readonly HashSet<DraftPlace> _lost = [];

    public DraftKind Kind { get; } = kind;

    public string Name { get; } = name;

    public string FileName => Name + Kind.Suffix();

    public bool IsTemplate => Name.EndsWith('@');

    /// <summary>Where the definition comes from, for people.</summary>
    public string Origin { get; init; } = "";

    /// <summary>A key of the source comes: what is written from now on is because of it.</summary>
    public void Begin(SourcePosition position, string subject, params IReadOnlyList<string> comments)
    {
        report.Keys++;
        Turn(position, subject);
        _comments.AddRange(comments);
    }

    /// <summary>What is said and written from now on is because of something that is no key.</summary>
    public void Turn(SourcePosition position, string subject) =>
        Resume(new DraftPlace(position, Passwords.Hidden(subject), ++_places));

    /// <summary>A part of the source ends: what was said of its last keys, and stands nowhere, stays with it.</summary>
    public void EndPart()
    {
        if (_comments.Count > 0)
        {
            var rest = new Entry(null);
            rest.Comments.AddRange(_comments);
            (_last ?? _tables[0]).Entries.Add(rest);
            _comments.Clear();
        }
    }

    /// <summary>Comments that belong to no key.</summary>
    public void Comment(params IReadOnlyList<string> lines) => _comments.AddRange(lines);

    /// <summary>Comments that nothing stands below yet: whoever takes them has to put them somewhere.</summary>
    public IReadOnlyList<string> TakeComments()
    {
        IReadOnlyList<string> comments = [.. _comments];
        _comments.Clear();
        return comments;
    }

    public bool Has(string path) => Find(path) is not null;

    /// <summary>The value, as TOML; null without one.</summary>
    public string? Value(string path) => Find(path)?.Text;

    /// <summary>What is in a list so far, as TOML.</summary>
    public IReadOnlyList<string> Items(string path) => [.. Find(path)?.Items.Select(i => i.Text) ?? []];

    /// <summary>Writes a value, or adds it to those of a list.</summary>
    /// <returns>Whether it can be written; else it is said that it cannot.</returns>
    public bool Write(string path, string value)
    {
        var text = DefinitionKeys.Render(Kind, path, null, value, Example(value), out var error);
        if (OfAddresses.Contains(path, StringComparer.Ordinal) && Passwords.IsInAddress(value))
        {
            error = Passwords.OfAddress;
        }

        if (error is not null)
        {
            Lose(error);
            return false;
        }

        Put(
            path,
            text,
            DefinitionKeys.KindOf(Kind, path) switch
            {
                ValueKind.StringList => true,
                // A list repeats a setting of a unit.
                ValueKind.UnitSetting => Has(path),
                _ => false,
            }
        );
        return true;
    }

    /// <summary>A value as it is checked: a template's is none before its instance is put in.</summary>
    public string Example(string value) => IsTemplate ? TemplateName.Example(value) : value;

    /// <summary>Adds an entry to a table of strings.</summary>
    public bool Write(string path, string entry, string value)
    {
        if (IsTemplate && Example(entry) != entry)
        {
            Lose("in a template the instance stands in values alone; give the name in a drop-in of each instance");
            return false;
        }

        var text = DefinitionKeys.Render(Kind, path, entry, value, Example(value), out var error);
        if (error is not null)
        {
            Lose(error);
            return false;
        }

        var repeats =
            DefinitionKeys.KindOf(Kind, path) is ValueKind.UnitSettings && TableOf(path).Find(entry) is not null;
        Put(TableOf(path), entry, text, repeats);
        return true;
    }

    /// <summary>Writes text of TOML.</summary>
    /// <param name="isItem">Whether it is one of a list.</param>
    public void Put(string path, string text, bool isItem = false)
    {
        var dot = path.LastIndexOf('.');
        Put(TableOf(dot < 0 ? "" : path[..dot]), path[(dot + 1)..], text, isItem);
    }

    /// <summary>Takes a key away again, as an empty value of systemd's does.</summary>
    /// <returns>What was said about it.</returns>
    public IReadOnlyList<string> Remove(string path)
    {
        var comments = new List<string>();
        foreach (var table in _tables.Where(t => !t.IsOfList && t.Path == path).ToList())
        {
            comments.AddRange(table.Entries.SelectMany(e => e.Comments));
            table.Entries.Clear();
        }

        if (Find(path) is { } entry)
        {
            comments.AddRange(entry.Comments.Concat(entry.Items.SelectMany(i => i.Comments)));
            _tables.ForEach(t => t.Entries.Remove(entry));
        }

        return comments;
    }

    /// <summary>Takes a key away again that cannot stay, which is said where it came from.</summary>
    public void Withdraw(string path, string reason, bool isLost = true)
    {
        var here = Place;
        var places = Find(path) is { } entry
            ? [entry.Place, .. entry.Items.Select(i => i.Place)]
            : TableOf(path).Entries.Select(e => e.Place);
        IReadOnlyList<DraftPlace> all = [.. places.Distinct()];
        Comment(Remove(path));
        foreach (var place in all)
        {
            Resume(place);
            if (isLost)
            {
                Lose(reason);
            }
            else
            {
                Imply(reason);
            }
        }

        Resume(here);
    }

    /// <summary>Where it was, to go on there later.</summary>
    public DraftPlace Place { get; private set; }

    /// <summary>Goes on with a key that was begun before.</summary>
    public void Resume(DraftPlace place) => (Place, _current) = (place, null);

    /// <summary>Puts what belongs together in a table of its own of a list, [[path]].</summary>
    public void AddTable(string path, IEnumerable<(string Key, string Text)> entries, IEnumerable<string> comments)
    {
        var table = new Table(path) { IsOfList = true };
        table.Comments.AddRange(comments);
        foreach (var (key, text) in entries)
        {
            table.Entries.Add(new Entry(key) { Text = text, Place = Place });
        }

        _tables.Add(table);
    }

    /// <summary>The key of the source is not in the definition, or not as it was.</summary>
    public void Lose(string reason)
    {
        if (_lost.Add(Place))
        {
            report.Lost++;
        }

        Say(reason, isLost: true);
    }

    /// <summary>The key is carried over, but there is something to know or to do.</summary>
    public void Remark(string text) => Say(text, isLost: false);

    /// <summary>The key says what is so in any case.</summary>
    public void Imply(string text) => Note($"{Place.Subject}: {Passwords.Hidden(text)}");

    public string Render()
    {
        EndPart();
        var text = new StringBuilder();
        if (Origin.Length > 0)
        {
            text.Append(TomlText.Comment($"From {Origin}")).Append('\n');
        }

        foreach (var table in _tables.Where(t => t.Entries.Count > 0 || t.IsOfList))
        {
            if (table.Path.Length > 0)
            {
                text.Append('\n');
                foreach (var comment in table.Comments)
                {
                    text.Append(TomlText.Comment(comment)).Append('\n');
                }

                text.Append(table.IsOfList ? $"[[{table.Path}]]\n" : $"[{table.Path}]\n");
            }

            foreach (var entry in table.Entries)
            {
                entry.Render(text);
            }
        }

        return text.ToString();
    }

    private void Say(string text, bool isLost)
    {
        var remark = new ImportRemark(Place.Position, Place.Subject, Passwords.Hidden(text), isLost);
        report.Add(remark);
        Note(remark.Line);
    }

    // Above what the key became, or where it would have been.
    private void Note(string line)
    {
        if (_current is not null)
        {
            _current.Comments.Add(line);
        }
        else
        {
            _comments.Add(line);
        }
    }

    private Entry? Find(string path)
    {
        var dot = path.LastIndexOf('.');
        var table = _tables.Find(t => !t.IsOfList && t.Path == (dot < 0 ? "" : path[..dot]));
        return table?.Find(path[(dot + 1)..]);
    }

    private Table TableOf(string path)
    {
        var table = _tables.Find(t => !t.IsOfList && t.Path == path);
        if (table is null)
        {
            _tables.Add(table = new Table(path));
        }

        return table;
    }

    private void Put(Table table, string key, string text, bool isItem)
    {
        // An anchor of YAML may be named any number of times.
        report.Limit.Add(text.Length);
        _last = table;
        var entry = table.Find(key);
        if (entry is null)
        {
            table.Entries.Add(entry = new Entry(key) { Place = Place });
        }

        if (isItem)
        {
            if (entry.Text is { } first)
            {
                entry.Items.Add(new DraftItem(first, [], entry.Place));
                entry.Text = null;
            }

            var item = new DraftItem(text, [.. _comments], Place);
            if (entry.Items.Count == 0)
            {
                entry.Comments.AddRange(_comments);
                item = item with { Comments = [] };
            }

            entry.Items.Add(item);
        }
        else
        {
            entry.Items.Clear();
            entry.Text = text;
            entry.Comments.AddRange(_comments);
        }

        _comments.Clear();
        _current = entry;
    }

    private sealed class Table(string path)
    {
        public string Path { get; } = path;

        public bool IsOfList { get; init; }

        public List<string> Comments { get; } = [];

        public List<Entry> Entries { get; } = [];

        public Entry? Find(string key) => Entries.Find(e => e.Key == key);
    }

    /// <param name="key">Null for comments alone.</param>
    private sealed class Entry(string? key)
    {
        public string? Key { get; } = key;

        public List<string> Comments { get; } = [];

        public string? Text { get; set; }

        public DraftPlace Place { get; init; }

        public List<DraftItem> Items { get; } = [];

        public void Render(StringBuilder text)
        {
            foreach (var comment in Comments)
            {
                text.Append(TomlText.Comment(comment)).Append('\n');
            }

            if (Key is not null)
            {
                text.Append(Text is null ? DraftList.Of(TomlText.Key(Key), Items) : $"{TomlText.Key(Key)} = {Text}\n");
            }
        }
    }
}
