// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Users;

/// <summary>A file to import.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="IsBeside">Whether nobody asked for it: others may need it.</param>
/// <param name="LinkTarget">The name of the file beside it that it is a link to.</param>
internal sealed record SourceFile(string Path, string Text, string? LinkTarget = null, bool IsBeside = false)
{
    // A mark of the byte order is no part of a text.
    public string Text { get; init; } = Text.TrimStart('\uFEFF');

    public string Name => System.IO.Path.GetFileName(Path);

    public string Directory => System.IO.Path.GetDirectoryName(Path) ?? "/";
}
