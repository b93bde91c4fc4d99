// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Users;

/// <summary>Files to import and what stands beside them, read by whoever may.</summary>
internal sealed class InputTree
{
    private const int LargestFile = 512 << 10;
    private const int MostFiles = 4000;
    private const int Deepest = 3;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly InputFiles _input;
    private readonly Action<string> _say;
    private readonly List<SourceFile> _files = [];

    private InputTree(InputFiles input, Action<string> say) => (_input, _say) = (input, say);

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

    /// <summary>
    /// Root reads what is a user's as that user, in a process that may hang: a link that the user made leads root nowhere. What is root's
    /// it reads as <see cref="RootPath"/> allows.
    /// </summary>
    /// <param name="say">Told what was left out.</param>
    /// <exception cref="HostException">It cannot be read.</exception>
    public static IReadOnlyList<SourceFile> Read(string path, Action<string> say)
    {
        if (!Caller.IsRoot)
        {
            return Walk(path, say);
        }

        var owner = RootPath.OwnerOf(path);
        return owner == 0
            ? new InputTree(new RootFiles(), say).Add(path)
            : new InputTree(new InputFiles(), say).OfUser(path, owner);
    }

    /// <summary>What a line begins with that is for people, as another process of this program says it.</summary>
    public const string Remark = "? ";

    /// <summary>One line for a file, as another process of this program says it.</summary>
    public static string Line(SourceFile file) =>
        $"{(file.IsBeside ? "b" : "f")} {Base64(file.Path)} {Base64(file.LinkTarget ?? "")} {Base64(file.Text)}";

    /// <summary>As this process may read it.</summary>
    /// <exception cref="HostException">It cannot be read.</exception>
    public static IReadOnlyList<SourceFile> Walk(string path, Action<string> say) =>
        new InputTree(new InputFiles(), say).Add(path);

    private List<SourceFile> OfUser(string path, uint owner)
    {
        using var child = UserChild.Start(owner, UserTask.Files, path);
        var lines =
            child.Output(Limit)
            ?? throw new HostException(
                child.HasSaidTooMuch
                    ? $"{path} holds too much to be imported at once; name its files or directories one by one"
                    : $"{path}: user {owner}, whose it is, could not read it within {Limit.TotalSeconds} s"
            );
        var files = lines
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(l => !l.StartsWith(Remark, StringComparison.Ordinal));
        foreach (var remark in files[false])
        {
            _say(remark[Remark.Length..]);
        }

        return [.. files[true].Select(l => Parse(path, l))];
    }

    private static SourceFile Parse(string path, string line)
    {
        try
        {
            return line.Split(' ') is [var kind, var name, var link, var text] && kind is "f" or "b"
                ? new SourceFile(Text(name), Text(text), link.Length > 0 ? Text(link) : null, kind == "b")
                : throw new HostException(
                    line.StartsWith("! ", StringComparison.Ordinal) ? line[2..] : $"{path} could not be read"
                );
        }
        catch (FormatException e)
        {
            throw new HostException($"{path} could not be read", e);
        }
    }

    private List<SourceFile> Add(string given)
    {
        var path = WithoutDots(given);
        if (_input.IsDirectory(path))
        {
            if (_input.IsShared(path))
            {
                throw new HostException(
                    $"others than root may write to {path}, and root imports nothing that they could put there; name its files one by one"
                );
            }

            AddDirectory(path, 0);
            return _files;
        }

        _files.Add(Read(path, isBeside: false));
        Try(() => AddBeside(path));
        return _files;
    }

    private void AddBeside(string path)
    {
        var directory = Path.GetDirectoryName(path) ?? "/";
        if (_input.IsShared(directory))
        {
            _say($"others than root may write to {directory}: nothing that stands beside {path} was read");
            return;
        }

        var entries = _input.In(directory);
        foreach (var other in entries.Where(e => !e.IsDirectory && e.Path != path && IsBeside(e.Path)))
        {
            Add(other, isBeside: true);
        }

        AddDropIns(entries);
    }

    /// <summary>Reads what nobody asked for. Whether anything needs it is not known here.</summary>
    private void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            _say($"{e.Message.TrimEnd('.')}: it was not read");
        }
    }

    /// <summary>".." is what is above where a link leads, not what stands before it.</summary>
    private static string WithoutDots(string path)
    {
        var parts = path.Split('/');
        var last = Array.LastIndexOf(parts, "..");
        if (last >= 0)
        {
            using var above = Descriptor.Open(string.Join('/', parts[..(last + 1)]), O_PATH, path);
            path = string.Join('/', [NativeFile.LinkTarget(above.ProcPath), .. parts[(last + 1)..]]);
        }

        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }

    private void AddDirectory(string directory, int depth)
    {
        var entries = _input.In(directory);
        foreach (var file in entries.Where(e => !e.IsDirectory))
        {
            var isAsked =
                Suffixes.Contains(Path.GetExtension(file.Path), StringComparer.Ordinal) || IsComposeName(file.Path);
            if (isAsked || IsBeside(file.Path))
            {
                Add(file, isBeside: !isAsked);
            }

            if (_files.Count > MostFiles)
            {
                throw new HostException($"{directory} holds more than {MostFiles} files");
            }
        }

        AddDropIns(entries);
        foreach (var inner in entries.Where(e => e.IsDirectory))
        {
            if (
                depth < Deepest
                && !Path.GetFileName(inner.Path).StartsWith('.')
                && !inner.Path.EndsWith(".d", StringComparison.Ordinal)
            )
            {
                if (inner.Owner != 0)
                {
                    _files.AddRange(OfUser(inner.Path, inner.Owner));
                }
                else if (_input.IsShared(inner.Path))
                {
                    _say($"others than root may write to {inner.Path}: nothing in it was read");
                }
                else
                {
                    AddDirectory(inner.Path, depth + 1);
                }
            }
        }
    }

    private void AddDropIns(IReadOnlyList<InputEntry> entries)
    {
        foreach (var dropIns in entries.Where(e => e.IsDirectory && e.Path.EndsWith(".d", StringComparison.Ordinal)))
        {
            if (dropIns.Owner != 0 || _input.IsShared(dropIns.Path))
            {
                _say($"others than root may write to {dropIns.Path}: nothing in it was read");
                continue;
            }

            Try(() =>
            {
                foreach (
                    var file in _input
                        .In(dropIns.Path)
                        .Where(e => !e.IsDirectory && e.Path.EndsWith(".conf", StringComparison.Ordinal))
                )
                {
                    Add(file, isBeside: true);
                }
            });
        }
    }

    /// <summary>What changes other files has to be root's where they are; a file that is asked for may be a user's by itself.</summary>
    private void Add(InputEntry file, bool isBeside)
    {
        if (isBeside && file.Owner == 0)
        {
            Try(() => _files.Add(Read(file.Path, isBeside)));
        }
        else if (file.Owner == 0)
        {
            _files.Add(Read(file.Path, isBeside));
        }
        else if (isBeside)
        {
            _say($"{file.Path} is user {file.Owner}'s, and was not read; give it to root if it is meant");
        }
        else
        {
            _files.AddRange(OfUser(file.Path, file.Owner));
        }
    }

    private static bool IsComposeName(string path) =>
        Path.GetExtension(path) is ".yaml" or ".yml"
        && Path.GetFileName(path).Contains("compose", StringComparison.Ordinal);

    // Variables, what a compose file extends, and Quadlet's files that others name.
    private static bool IsBeside(string path) =>
        Path.GetExtension(path) is ".env" or ".yaml" or ".yml"
        || Suffixes.Contains(Path.GetExtension(path), StringComparer.Ordinal);

    private SourceFile Read(string path, bool isBeside)
    {
        var bytes = _input.Read(path, LargestFile + 1, out var link);
        return bytes.Length > LargestFile ? throw new HostException($"{path} is larger than {LargestFile} bytes")
            : bytes.AsSpan().Contains((byte)0) ? throw new HostException($"{path} is not a text")
            : new SourceFile(
                path,
                Encoding.UTF8.GetString(bytes),
                link is null || link.Contains('/', StringComparison.Ordinal) ? null : link,
                isBeside
            );
    }

    private static string Base64(string text) =>
        text.Length == 0 ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
