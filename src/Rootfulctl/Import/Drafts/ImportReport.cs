// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Sources;

namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>Something to know about a key of the source.</summary>
/// <param name="Subject">The key, with its value where that may be shown.</param>
/// <param name="IsLost">Whether the definitions do without it.</param>
internal sealed record ImportRemark(SourcePosition Position, string Subject, string Text, bool IsLost)
{
    public string Line => IsLost ? $"not carried over: {Subject}: {Text}" : $"{Subject}: {Text}";

    public override string ToString() => $"{Position}: {Line}";
}

/// <summary>What became of the keys of all sources.</summary>
internal sealed class ImportReport
{
    private readonly List<ImportRemark> _remarks = [];

    /// <summary>How many keys the sources have.</summary>
    public int Keys { get; set; }

    /// <summary>How many of them are not carried over, in whole or in part.</summary>
    public int Lost { get; set; }

    public IReadOnlyList<ImportRemark> Remarks => _remarks;

    /// <summary>Of all values together.</summary>
    public TextLimit Limit { get; } = new();

    public void Add(ImportRemark remark) => _remarks.Add(remark);

    /// <summary>A source, or a key of one, that becomes nothing where a comment could say so.</summary>
    public void Lose(SourcePosition position, string subject, string reason)
    {
        Keys++;
        Lost++;
        Add(new ImportRemark(position, Passwords.Hidden(subject), reason, IsLost: true));
    }
}
