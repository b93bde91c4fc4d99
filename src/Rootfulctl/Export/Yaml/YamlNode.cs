// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;

namespace RootfulContainers.Rootfulctl.Export.Yaml;

/// <summary>A part of a document.</summary>
internal abstract class YamlNode
{
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator YamlNode?(string? text) => text is null ? null : new YamlText(text);

    public static implicit operator YamlNode(bool value) => new YamlWord(value ? "true" : "false");

    public static implicit operator YamlNode(long number) =>
        new YamlWord(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>A string, whatever it looks like.</summary>
/// <param name="tag">What stands before it: <c>!unsafe</c>.</param>
internal sealed class YamlText(string text, string? tag = null) : YamlNode
{
    public string Text { get; } = text;

    public string? Tag { get; } = tag;
}

/// <summary>What is no string: a number or a boolean.</summary>
internal sealed class YamlWord(string word) : YamlNode
{
    public string Word { get; } = word;
}

/// <summary>Items in their order.</summary>
internal sealed class YamlList(params IEnumerable<YamlNode> items) : YamlNode
{
    private readonly List<YamlNode> _items = [.. items];

    public IReadOnlyList<YamlNode> Items => _items;

    public YamlList Add(YamlNode item)
    {
        _items.Add(item);
        return this;
    }

    public static YamlList Of(IEnumerable<string> texts) => new(texts.Select(t => (YamlNode)t));
}

/// <summary>Names and values in the order in which they are added.</summary>
internal sealed class YamlMap : YamlNode
{
    private readonly List<KeyValuePair<string, YamlNode>> _entries = [];

    public IReadOnlyList<KeyValuePair<string, YamlNode>> Entries => _entries;

    /// <summary>What is null, or has nothing in it, is left out; what is there already is replaced.</summary>
    public YamlMap Add(string name, YamlNode? value) =>
        value is null or YamlList { Items.Count: 0 } or YamlMap { Entries.Count: 0 } ? this : Put(name, value);

    /// <summary>Also what has nothing in it.</summary>
    public YamlMap Put(string name, YamlNode value)
    {
        var entry = KeyValuePair.Create(name, value);
        var index = _entries.FindIndex(e => e.Key == name);
        if (index < 0)
        {
            _entries.Add(entry);
        }
        else
        {
            _entries[index] = entry;
        }

        return this;
    }

    public bool Has(string name) => _entries.Exists(e => e.Key == name);

    public YamlNode? this[string name] => _entries.Find(e => e.Key == name).Value;
}
