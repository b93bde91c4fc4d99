// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>A part of a YAML file, with its place and the comments about it.</summary>
internal abstract record ComposeNode(int Line)
{
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>Such as !reset; empty without one.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Its own comments and those of all that is in it.</summary>
    public IEnumerable<string> AllComments =>
        Comments.Concat(
            this switch
            {
                ComposeList list => list.Items.SelectMany(i => i.AllComments),
                ComposeMap map => map.Entries.SelectMany(e => e.AllComments),
                _ => [],
            }
        );
}

/// <param name="IsNull">Whether nothing is written, or null.</param>
internal sealed record ComposeScalar(int Line, string Text, bool IsNull) : ComposeNode(Line);

internal sealed record ComposeList(int Line, IReadOnlyList<ComposeNode> Items) : ComposeNode(Line);

internal sealed record ComposeMap(int Line, IReadOnlyList<ComposeEntry> Entries) : ComposeNode(Line)
{
    public ComposeNode? this[string name] => Entries.LastOrDefault(e => e.Name == name)?.Value;

    /// <summary>Laid under another one, as by a merge key: what that has stays.</summary>
    public ComposeMap With(ComposeMap below) =>
        this with
        {
            Entries = [.. below.Entries.Where(e => Entries.All(o => o.Name != e.Name)), .. Entries],
        };
}

/// <param name="Comments">Above the name, or behind it.</param>
internal sealed record ComposeEntry(string Name, int Line, ComposeNode Value, IReadOnlyList<string> Comments)
{
    public IEnumerable<string> AllComments => Comments.Concat(Value.AllComments);
}
