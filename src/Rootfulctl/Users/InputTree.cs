// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Files to import and what stands beside them, read by whoever may.</summary>
internal static class InputTree
{
    private const int LargestFile = 512 << 10;
    private const int MostFiles = 4000;
    private const int Deepest = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>What is read of a directory: what defines containers, and what those need.</summary>
    private static readonly string[] Suffixes =
    [
        ".container",
        ".pod",
        ".network",
        ".volume",
        ".image",
        ".build",
        ".kube",
        ".artifact",
        ".quadlets",
        ".timer",
        ".service",
        ".socket",
        ".path",
        ".target",
    ];

    /// <summary>The user whose file or directory that is: whoever owns the first part of the path that is not root's.</summary>
    public static uint OwnerOf(string path)
    {
        for (var end = 1; end <= path.Length; end++)
        {
            if ((end == path.Length || path[end] == '/') && NativeFile.Status(path[..end]) is { User: not 0 } status)
            {
                return status.User;
            }
        }

        return 0;
    }

    /// <summary>
    /// Root reads what is a user's as that user, in a process that may hang: a link that the user made leads root nowhere.
    /// </summary>
    /// <exception cref="HostException">It cannot be read.</exception>
    public static IReadOnlyList<SourceFile> Read(string path)
    {
        var owner = Caller.IsRoot ? OwnerOf(path) : 0;
        if (owner == 0)
        {
            return Walk(path);
        }

        using var child = UserChild.Start(owner, UserTask.Files, path);
        var lines =
            child.Output(Limit)
            ?? throw new HostException(
                $"{path}: user {owner}, whose it is, could not read it within {Limit.TotalSeconds} s"
            );
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Parse(path, l))];
    }

    /// <summary>One line for a file, as another process of this program says it.</summary>
    public static string Line(SourceFile file) =>
        $"{(file.IsBeside ? "b" : "f")} {Base64(file.Path)} {Base64(file.LinkTarget ?? "")} {Base64(file.Text)}";

    /// <exception cref="HostException">It cannot be read.</exception>
    public static IReadOnlyList<SourceFile> Walk(string path)
    {
        var files = new List<SourceFile>();
        if (Directory.Exists(path))
        {
            AddDirectory(path, files, 0);
            return files;
        }

        files.Add(Read(path, isBeside: false));
        var directory = Path.GetDirectoryName(path) ?? "/";
        foreach (
            var other in Directory
                .EnumerateFiles(directory)
                .Order(StringComparer.Ordinal)
                .Where(f => f != path && IsBeside(f))
        )
        {
            files.Add(Read(other, isBeside: true));
        }

        AddDropIns(directory, files);
        return files;
    }

    private static SourceFile Parse(string path, string line) =>
        line.Split(' ') is [var kind, var name, var link, var text] && kind is "f" or "b"
            ? new SourceFile(Text(name), Text(text), link.Length > 0 ? Text(link) : null, kind == "b")
            : throw new HostException(
                line.StartsWith("! ", StringComparison.Ordinal) ? line[2..] : $"{path} could not be read"
            );

    private static void AddDirectory(string directory, List<SourceFile> files, int depth)
    {
        foreach (var file in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            var isAsked = Suffixes.Contains(Path.GetExtension(file), StringComparer.Ordinal) || IsComposeName(file);
            if (isAsked || IsBeside(file))
            {
                files.Add(Read(file, isBeside: !isAsked));
            }

            if (files.Count > MostFiles)
            {
                throw new HostException($"{directory} holds more than {MostFiles} files");
            }
        }

        AddDropIns(directory, files);
        foreach (var inner in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            if (
                depth < Deepest
                && !Path.GetFileName(inner).StartsWith('.')
                && !inner.EndsWith(".d", StringComparison.Ordinal)
            )
            {
                AddDirectory(inner, files, depth + 1);
            }
        }
    }

    private static void AddDropIns(string directory, List<SourceFile> files)
    {
        foreach (var dropIns in Directory.EnumerateDirectories(directory, "*.d").Order(StringComparer.Ordinal))
        {
            foreach (var file in Directory.EnumerateFiles(dropIns, "*.conf").Order(StringComparer.Ordinal))
            {
                files.Add(Read(file, isBeside: true));
            }
        }
    }

    private static bool IsComposeName(string path) =>
        Path.GetExtension(path) is ".yaml" or ".yml"
        && Path.GetFileName(path).Contains("compose", StringComparison.Ordinal);

    // Variables, what a compose file extends, and Quadlet's files that others name.
    private static bool IsBeside(string path) =>
        Path.GetExtension(path) is ".env" or ".yaml" or ".yml"
        || Suffixes.Contains(Path.GetExtension(path), StringComparer.Ordinal);

    private static SourceFile Read(string path, bool isBeside)
    {
        try
        {
            var bytes = NativeFile.Read(path, LargestFile + 1);
            var link = NativeFile.LinkTarget(path);
            return bytes.Length > LargestFile ? throw new HostException($"{path} is larger than {LargestFile} bytes")
                : bytes.AsSpan().Contains((byte)0) ? throw new HostException($"{path} is not a text")
                : new SourceFile(
                    path,
                    Encoding.UTF8.GetString(bytes),
                    link is null || link.Contains('/', StringComparison.Ordinal) ? null : link,
                    isBeside
                );
        }
        catch (IOException) when (isBeside)
        {
            // Nobody asked for it.
            return new SourceFile(path, "", null, isBeside);
        }
    }

    private static string Base64(string text) =>
        text.Length == 0 ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
