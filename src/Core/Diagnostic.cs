// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers;

/// <summary>A place in a file; lines and columns count from 1, line 0 means the file as a whole.</summary>
internal readonly record struct SourcePosition(string Path, int Line, int Column)
{
    public static SourcePosition WholeFile(string path) => new(path, 0, 0);

    public override string ToString() =>
        Line == 0 ? Path : string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}:{Column}");
}

/// <summary>A mistake in a definition: data to be shown, never thrown.</summary>
internal sealed record Diagnostic(SourcePosition Position, string Message)
{
    public override string ToString() => $"{Position}: {Message}";
}
