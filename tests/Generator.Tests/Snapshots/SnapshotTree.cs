// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace RootfulContainers.Tests.Snapshots;

/// <summary>Paths below a directory with their text, links as <c>-> TARGET</c>; what snapshots are compared as.</summary>
internal sealed class SnapshotTree
{
    private readonly SortedDictionary<string, string> _entries = new(StringComparer.Ordinal);

    public void Add(string path, string text) => _entries.Add(path, text);

    public void AddLink(string path, string target) => _entries.Add(path, $"-> {target}");

    public static SnapshotTree Read(string directory)
    {
        var tree = new SnapshotTree();
        if (Directory.Exists(directory))
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories))
            {
                var relative = Path.GetRelativePath(directory, path);
                if (new FileInfo(path).LinkTarget is { } target)
                {
                    tree.AddLink(relative, target);
                }
                else if (File.Exists(path))
                {
                    tree.Add(relative, File.ReadAllText(path, Encoding.UTF8));
                }
            }
        }

        return tree;
    }

    public void Write(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }

        foreach (var (relative, text) in _entries)
        {
            var path = Path.Combine(directory, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (text.StartsWith("-> ", StringComparison.Ordinal))
            {
                File.CreateSymbolicLink(path, text[3..]);
            }
            else
            {
                File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            }
        }
    }

    /// <summary>Names first, then text; empty when the trees are the same.</summary>
    public static string Difference(SnapshotTree expected, SnapshotTree actual)
    {
        var report = new StringBuilder();
        foreach (var path in expected._entries.Keys.Except(actual._entries.Keys, StringComparer.Ordinal))
        {
            report.Append("missing: ").Append(path).Append('\n');
        }

        foreach (var path in actual._entries.Keys.Except(expected._entries.Keys, StringComparer.Ordinal))
        {
            report.Append("unexpected: ").Append(path).Append('\n');
        }

        foreach (var (path, text) in expected._entries)
        {
            if (actual._entries.TryGetValue(path, out var other) && other != text)
            {
                report.Append("different: ").Append(path).Append('\n').Append(Lines(text, other));
            }
        }

        return report.ToString();
    }

    private static StringBuilder Lines(string expected, string actual)
    {
        var lines = new StringBuilder();
        foreach (var line in InlineDiffBuilder.Diff(expected, actual).Lines)
        {
            var mark = line.Type switch
            {
                ChangeType.Inserted => "+ ",
                ChangeType.Deleted => "- ",
                _ => "  ",
            };
            lines.Append(mark).Append(line.Text).Append('\n');
        }

        return lines;
    }
}
