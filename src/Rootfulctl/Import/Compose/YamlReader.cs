// SPDX-License-Identifier: BSD-2-Clause
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Reads YAML by its events: anchors and merge keys are resolved, places and comments kept.</summary>
internal sealed class YamlReader
{
    // A short text whose anchors name each other could become a tree without end.
    private const int MostNodes = 200_000;
    private const int Deepest = 100;

    private readonly Parser _parser;
    private readonly Dictionary<string, (ComposeNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private readonly YamlComments _comments;
    private int _nodes;
    private int _depth;

    private YamlReader(string text)
    {
        _parser = new Parser(new StringReader(text));
        _comments = new YamlComments(text);
    }

    /// <summary>The first document of a file.</summary>
    /// <exception cref="FormatException">It is no YAML; the message begins with the line.</exception>
    public static ComposeNode? Read(string text)
    {
        try
        {
            var reader = new YamlReader(text);
            reader._parser.Consume<StreamStart>();
            if (!reader._parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            var root = reader.ReadNode();
            return root with { Comments = [.. root.Comments, .. reader._comments.Rest()] };
        }
        catch (YamlException e)
        {
            throw new FormatException(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{e.Start.Line}:{e.Start.Column}: {e.InnerException?.Message ?? e.Message}"
                ),
                e
            );
        }
        // YamlDotNet, of some plain scalars that are not closed, and of tags that are none.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"1:1: it is not YAML: {e.Message}", e);
        }
    }

    private ComposeNode ReadNode()
    {
        var before = _nodes;
        if (++_nodes > MostNodes || ++_depth > Deepest)
        {
            throw new FormatException("1:1: it is too large, or too deep");
        }

        var start = _parser.Current as NodeEvent;
        var node = ReadContent();
        _depth--;
        if (start is not null && !start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = (node, _nodes - before);
        }

        return start is null || start.Tag.IsEmpty ? node : node with { Tag = start.Tag.Value };
    }

    private ComposeNode ReadContent()
    {
        var line = (int)_parser.Current!.Start.Line;
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                _parser.MoveNext();
                if (!_anchors.TryGetValue(alias.Value.Value, out var known))
                {
                    throw new FormatException($"{line}:1: there is no anchor '{alias.Value}'");
                }

                // As often as it is named.
                _nodes += known.Size;
                return known.Node;
            case Scalar scalar:
                _parser.MoveNext();
                _comments.Skip(line, (int)scalar.End.Line, scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded);
                return new ComposeScalar(
                    line,
                    scalar.Value,
                    scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL"
                )
                {
                    Comments = _comments.At(line),
                };
            case SequenceStart:
                _parser.MoveNext();
                var items = new List<ComposeNode>();
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(ReadNode());
                }

                return new ComposeList(line, items);
            case MappingStart:
                _parser.MoveNext();
                return ReadMap(line);
            default:
                throw new FormatException($"{line}:1: {_parser.Current} is not expected");
        }
    }

    private ComposeMap ReadMap(int line)
    {
        var entries = new List<ComposeEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var below = new List<ComposeMap>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var place = (int)_parser.Current!.Start.Line;
            if (ReadNode() is not ComposeScalar key)
            {
                throw new FormatException($"{place}:1: the name of an entry must be a text");
            }

            var value = ReadNode();
            if (key.Text == "<<")
            {
                below.AddRange(
                    value is ComposeList list ? list.Items.OfType<ComposeMap>()
                    : value is ComposeMap map ? [map]
                    : []
                );
            }
            else
            {
                if (!names.Add(key.Text))
                {
                    entries.RemoveAll(e => e.Name == key.Text);
                }

                entries.Add(new ComposeEntry(key.Text, place, value, [.. key.Comments, .. _comments.At(place)]));
            }
        }

        return below.Aggregate(
            new ComposeMap(line, entries) { Comments = _comments.At(line) },
            (map, b) => map.With(b)
        );
    }
}
