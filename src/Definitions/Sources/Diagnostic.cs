// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Sources;

/// <summary>A place in a file; lines and columns count from 1, line 0 means the file as a whole.</summary>
internal readonly record struct SourcePosition(string Path, int Line, int Column)
{
    public static SourcePosition WholeFile(string path) => new(path, 0, 0);

    public override string ToString() =>
        Line == 0 ? Path : string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}:{Column}");
}

/// <summary>An error in a definition: data to be shown, never thrown.</summary>
internal sealed record Diagnostic
{
    public Diagnostic(SourcePosition position, string message)
    {
        Position = position;
        Message = PrintableText.Of(message);
    }

    public SourcePosition Position { get; }

    /// <summary>One line, whatever the values hold that it repeats: logs are read by lines, and by terminals.</summary>
    public string Message { get; }

    public override string ToString() => PrintableText.Of($"{Position}: {Message}");

    /// <summary>The errors of one definition in the order of the text, however they were found.</summary>
    public static IReadOnlyList<Diagnostic> InOrder(IReadOnlyList<Diagnostic> diagnostics)
    {
        if (diagnostics.Count <= 1)
        {
            return diagnostics;
        }

        var sorted = diagnostics.OrderBy(d => d.Position.Line).ThenBy(d => d.Position.Column).ToList();
        // Stable: files stay in the order in which they apply.
        return
        [
            .. sorted
                .Select(d => d.Position.Path)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(p => sorted.Where(d => d.Position.Path == p)),
        ];
    }
}
