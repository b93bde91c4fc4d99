// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace RootfulContainers.Definitions.Toml;

/// <summary>Turns the bytes of one file into a table and reports what is not TOML.</summary>
internal sealed class TomlReader
{
    /// <summary>
    /// The kernel's limit for one argument; with every byte escaped the longest line stays below systemd's 1 MiB, so
    /// that nothing a definition holds can make a unit that does not load.
    /// </summary>
    public const int MaximumSize = 128 * 1024;

    // More than any key has; merging is recursive, and its stack is not endless.
    private const int MaximumKeyParts = 16;

    // Each is a reading of the whole text, and a definition must not keep its neighbours waiting.
    private const int MaximumClosedStrings = 16;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly List<Diagnostic> _diagnostics;
    private readonly HashSet<int> _brokenLines = [];

    private TomlReader(string path, List<Diagnostic> diagnostics)
    {
        _path = path;
        _diagnostics = diagnostics;
    }

    /// <summary>The table, or what could be read of it when <paramref name="diagnostics"/> grew.</summary>
    public static TomlTable Read(SourceText source, List<Diagnostic> diagnostics)
    {
        var root = Root(source.Path);
        if (!TryDecodeText(source, diagnostics, out var text) || TryReadEvents(source.Path, text, root))
        {
            return root;
        }

        return ReadSyntax(source.Path, text, diagnostics);
    }

    /// <summary>One table of a definition and its drop-ins, in the order they apply.</summary>
    public static TomlTable ReadMerged(DefinitionSource source, List<Diagnostic> diagnostics)
    {
        var table = Read(source.Files[0], diagnostics);
        for (var i = 1; i < source.Files.Count; i++)
        {
            var dropIn = Read(source.Files[i], diagnostics);
            table.Merge(dropIn, except: AddedLists.Table);
            AddedLists.AddTo(table, dropIn, diagnostics);
        }

        if (source.Instance is { } instance)
        {
            new Specifiers(instance, diagnostics).Expand(table);
        }

        return table;
    }

    /// <summary>Reads any text, and reports all that is wrong with it.</summary>
    public static TomlTable ReadSyntax(string path, string text, List<Diagnostic> diagnostics)
    {
        var root = Root(path);
        new TomlReader(path, diagnostics).Read(text, root);
        return root;
    }

    private static bool TryReadEvents(string path, string text, TomlTable root)
    {
        try
        {
            return TomlEventReader.TryRead(path, text, root);
        }
        catch (Exception e) when (IsParserFailure(e))
        {
            return false; // reading it again says what it was
        }
    }

    // A text that the parser fails on, rather than reports, must not take all other definitions with it.
    public static bool IsParserFailure(Exception e) =>
        e is ArgumentException or FormatException or InvalidOperationException or IndexOutOfRangeException;

    private static TomlTable Root(string path) => new(new SourcePosition(path, 1, 1));

    private static bool TryDecodeText(SourceText source, List<Diagnostic> diagnostics, out string text)
    {
        text = "";
        var error = source.Bytes.Length > MaximumSize ? $"larger than {MaximumSize / 1024} KiB" : source.Error;
        if (error is not null)
        {
            diagnostics.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), error));
            return false;
        }

        try
        {
            text = StrictUtf8.GetString(source.Bytes);
            // The lexer looks for what follows a backslash also at the very end, and throws.
            text = text.EndsWith('\\') ? text + "\n" : text;
        }
        catch (DecoderFallbackException invalid)
        {
            var before = source.Bytes.AsSpan(0, Math.Min(invalid.Index, source.Bytes.Length));
            var column = before.Length - before.LastIndexOf((byte)'\n');
            var position = new SourcePosition(source.Path, before.Count((byte)'\n') + 1, column);
            diagnostics.Add(new Diagnostic(position, "not UTF-8; save the file in that encoding"));
            return false;
        }

        return true;
    }

    private void Read(string text, TomlTable root)
    {
        var document = Parse(text);
        for (var closed = 0; closed < MaximumClosedStrings && document is not null; closed++)
        {
            var unclosed = document.Diagnostics.FirstOrDefault(static d => SyntaxErrors.IsOpenString(d.Message));
            if (unclosed is null || OpenString.Find(text, unclosed.Span.Start.Line) is not { } open)
            {
                break;
            }

            Report(unclosed, new SyntaxErrors(text));
            for (var line = unclosed.Span.Start.Line; line < open.LastLine; )
            {
                _brokenLines.Add(++line);
            }

            text = open.Repaired;
            document = Parse(text);
        }

        if (document is null)
        {
            return;
        }

        var errors = new SyntaxErrors(text);
        foreach (var message in document.Diagnostics)
        {
            Report(message, errors);
        }

        AddItems(root, document.KeyValues);
        foreach (var table in document.Tables)
        {
            if (table.Name is { } name && IsUsable(name))
            {
                AddItems(Open(root, name, isList: table is TableArraySyntax), table.Items);
            }
        }
    }

    private DocumentSyntax? Parse(string text)
    {
        try
        {
            return SyntaxParser.Parse(text, _path, validate: true);
        }
        catch (TomlException tooDeep)
        {
            // Everything else the parser reports as a diagnostic.
            var position = new SourcePosition(_path, tooDeep.Line ?? 0, tooDeep.Column ?? 0);
            _diagnostics.Add(new Diagnostic(position, "lists or tables are nested too deep"));
            return null;
        }
        catch (Exception e) when (IsParserFailure(e))
        {
            // All that is known to make it fail.
            var message = "cannot be parsed; look for an escape (\\) in a string that is no character";
            _diagnostics.Add(new Diagnostic(SourcePosition.WholeFile(_path), message));
            return null;
        }
    }

    private void Report(DiagnosticMessage message, SyntaxErrors errors)
    {
        // The parser recovers in the middle of a line; what it then finds there is the same error again.
        var isNew = _brokenLines.Add(message.Span.Start.Line);
        if (isNew && errors.Explain(message.Message, message.Span.Start) is { } explanation)
        {
            _diagnostics.Add(new Diagnostic(Position(message.Span.Start), explanation));
        }
    }

    private void AddItems(TomlTable table, SyntaxList<KeyValueSyntax> items)
    {
        foreach (var item in items)
        {
            AddItem(table, item);
        }
    }

    private void AddItem(TomlTable table, KeyValueSyntax item)
    {
        if (item.Key is { Key: not null } key && item.Value is { } value && IsUsable(key))
        {
            foreach (var part in Parts(key))
            {
                if (part.IsLast)
                {
                    table.Set(new TomlEntry(part.Name, part.Position, Value(value)));
                }
                else
                {
                    table = Child(table, part.Name, part.Position);
                }
            }
        }
    }

    private TomlTable Open(TomlTable table, KeySyntax header, bool isList)
    {
        foreach (var part in Parts(header))
        {
            if (!part.IsLast || !isList)
            {
                table = Child(table, part.Name, part.Position);
                continue;
            }

            if (table.Find(part.Name) is not TomlList list)
            {
                list = new TomlList(part.Position, []);
                table.Set(new TomlEntry(part.Name, part.Position, list));
            }

            var item = new TomlTable(part.Position);
            list.Items.Add(item);
            table = item;
        }

        return table;
    }

    // [a.b] below [[a]] belongs to the last a. A name that is no table has been reported; a fresh one takes its keys.
    private static TomlTable Child(TomlTable table, string name, SourcePosition position)
    {
        switch (table.Find(name))
        {
            case TomlTable found:
                return found;
            case TomlList { Items: [.., TomlTable last] }:
                return last;
            case null:
                var added = new TomlTable(position);
                table.Set(new TomlEntry(name, position, added));
                return added;
            default:
                return new TomlTable(position);
        }
    }

    private TomlNode Value(ValueSyntax value)
    {
        var position = Position(value.Span.Start);
        switch (value)
        {
            case StringValueSyntax text:
                return new TomlText(position, text.Value ?? "");
            case IntegerValueSyntax integer:
                return new TomlInteger(position, integer.Value);
            case BooleanValueSyntax boolean:
                return new TomlBoolean(position, boolean.Value);
            case ArraySyntax array:
                var items = new List<TomlNode>(array.Items.ChildrenCount);
                foreach (var item in array.Items)
                {
                    if (item.Value is { } itemValue)
                    {
                        items.Add(Value(itemValue));
                    }
                }

                return new TomlList(position, items);
            case InlineTableSyntax inline:
                var table = new TomlTable(position);
                foreach (var item in inline.Items)
                {
                    if (item.KeyValue is { } keyValue)
                    {
                        AddItem(table, keyValue);
                    }
                }

                return table;
            case FloatValueSyntax:
                return new TomlOther(position, TomlOther.Float);
            default:
                return new TomlOther(position, TomlOther.Date);
        }
    }

    private IEnumerable<(string Name, SourcePosition Position, bool IsLast)> Parts(KeySyntax key)
    {
        var dots = key.DotKeys.ChildrenCount;
        yield return (Name(key.Key), Position(key.Span.Start), dots == 0);
        var index = 0;
        foreach (var dotted in key.DotKeys)
        {
            index++;
            yield return (Name(dotted.Key), Position(dotted.Key?.Span.Start ?? key.Span.Start), index == dots);
        }
    }

    private static string Name(BareKeyOrStringValueSyntax? key) =>
        key switch
        {
            BareKeySyntax { Key.Text: { } text } => text,
            StringValueSyntax { Value: { } text } => text,
            _ => "",
        };

    private bool IsUsable(KeySyntax key)
    {
        if (_brokenLines.Contains(key.Span.Start.Line))
        {
            return false;
        }

        if (key.DotKeys.ChildrenCount < MaximumKeyParts)
        {
            return true;
        }

        _diagnostics.Add(new Diagnostic(Position(key.Span.Start), "key with too many parts"));
        return false;
    }

    private SourcePosition Position(TextPosition position) => new(_path, position.Line + 1, position.Column + 1);
}
