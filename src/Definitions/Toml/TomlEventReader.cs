// SPDX-License-Identifier: BSD-2-Clause
using Tomlyn;
using Tomlyn.Parsing;

namespace RootfulContainers.Definitions.Toml;

/// <summary>
/// Reads ordinary TOML without a syntax tree, which takes half the time and a quarter of the memory. It gives up on
/// whatever is wrong, or not plainly right: then <see cref="TomlReader"/> reads the text again and says what it is.
/// </summary>
internal sealed class TomlEventReader
{
    // More than any key has; reading and merging are recursive.
    private const int MaximumDepth = 16;

    private static readonly TomlSerializerOptions Options = new();

    private readonly TomlParser _parser;
    private readonly string _path;
    private readonly string _text;
    private readonly List<TomlNode> _headers = [];

    private TomlEventReader(string path, string text)
    {
        _path = path;
        _text = text;
        _parser = TomlParser.Create(text, Options);
    }

    public static bool TryRead(string path, string text, TomlTable root)
    {
        try
        {
            return !RepeatsHeader(text) && new TomlEventReader(path, text).ReadDocument(root);
        }
        catch (TomlException)
        {
            return false;
        }
    }

    // The parser joins two tables of one name when they follow each other, and nobody would learn of the error.
    private static bool RepeatsHeader(string text)
    {
        List<string>? headers = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var header = line.TrimStart(" \t");
            if (!header.StartsWith('[') || header.StartsWith("[["))
            {
                continue;
            }

            var end = header.IndexOf(']');
            var name = (end < 0 ? header : header[..end]).ToString();
            headers ??= [];
            if (name.AsSpan().IndexOfAny(" \t\"'") >= 0 || headers.Contains(name, StringComparer.Ordinal))
            {
                return true;
            }

            headers.Add(name);
        }

        return false;
    }

    private bool ReadDocument(TomlTable root)
    {
        while (_parser.MoveNext())
        {
            switch (_parser.Current.Kind)
            {
                case TomlParseEventKind.StartDocument:
                    continue;
                case TomlParseEventKind.StartTable when _parser.MoveNext():
                    return ReadTable(root, isRoot: true) && !_parser.HasErrors;
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Reads up to the table's end, from the event after its start.</summary>
    private bool ReadTable(TomlTable table, bool isRoot)
    {
        while (_parser.Current.Kind == TomlParseEventKind.PropertyName)
        {
            var name = _parser.GetPropertyName();
            var position = Position();
            var isHeader = isRoot && IsHeader();
            if (_parser.Depth > MaximumDepth || !_parser.MoveNext())
            {
                return false;
            }

            if (table.Find(name) is { } existing)
            {
                if (!isHeader || !ReadInto(existing, position))
                {
                    return false;
                }
            }
            else if (ReadValue(position) is { } value)
            {
                table.Set(new TomlEntry(name, position, value));
                if (isHeader)
                {
                    _headers.Add(value);
                }
            }
            else
            {
                return false;
            }

            if (!_parser.MoveNext())
            {
                return false;
            }
        }

        return _parser.Current.Kind == TomlParseEventKind.EndTable;
    }

    /// <summary>[a.b] adds to an [a] from before; [a] itself, or a.b = 1, may not come twice.</summary>
    private bool ReadInto(TomlNode existing, SourcePosition header) =>
        existing is TomlTable table
        && _headers.Contains(table)
        && _parser.Current.Kind == TomlParseEventKind.StartTable
        && _parser.MoveNext()
        && _parser.Current.Kind == TomlParseEventKind.PropertyName
        && _parser.Current.Line == header.Line
        && ReadTable(table, isRoot: false);

    private TomlNode? ReadValue(SourcePosition key)
    {
        var isImplicit = _parser.Current.Line == 0;
        var position = isImplicit ? key : Position();
        switch (_parser.Current.Kind)
        {
            case TomlParseEventKind.String:
                return new TomlText(position, _parser.GetString());
            case TomlParseEventKind.Integer:
                return new TomlInteger(position, _parser.Current.GetInt64());
            case TomlParseEventKind.Boolean:
                return new TomlBoolean(position, _parser.Current.GetBoolean());
            case TomlParseEventKind.Float:
                return new TomlOther(position, TomlOther.Float);
            case TomlParseEventKind.DateTime:
                return new TomlOther(position, TomlOther.Date);
            case TomlParseEventKind.StartTable when _parser.Depth <= MaximumDepth && _parser.MoveNext():
                var table = new TomlTable(position);
                // Events also come for an inline table that is broken into lines where it may not be.
                return ReadTable(table, isRoot: false) && (isImplicit || _parser.Current.Line == position.Line)
                    ? table
                    : null;
            case TomlParseEventKind.StartArray when _parser.Depth <= MaximumDepth:
                return ReadList(position);
            default:
                return null;
        }
    }

    private TomlList? ReadList(SourcePosition position)
    {
        var items = new List<TomlNode>();
        while (_parser.MoveNext() && _parser.Current.Kind != TomlParseEventKind.EndArray)
        {
            // Only the first of several [[tables]] tells where its header stands.
            var isHeaderless = _parser.Current.Line == 0 && items.Count > 0;
            if (isHeaderless || ReadValue(position) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new TomlList(position, items);
    }

    private SourcePosition Position() => new(_path, _parser.Current.Line, _parser.Current.Column);

    private bool IsHeader()
    {
        var offset = _parser.Current.Span is { } span ? span.Start.Offset : 0;
        return _text.AsSpan(0, offset).TrimEnd(" \t").EndsWith('[');
    }
}
