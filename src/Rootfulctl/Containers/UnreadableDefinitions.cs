// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Users;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>What a caller who is not root is not shown, because it is not theirs to read.</summary>
internal static class UnreadableDefinitions
{
    private const string DropIns = DefinitionPaths.Extension + ".d";
    private const int Readable = 4;
    private const int Searchable = 1;

    /// <summary>The paths of files, and of directories of them.</summary>
    public static IReadOnlyList<string> Find() =>
        Caller.IsRoot
            ? []
            : [.. DefinitionPaths.Search.SelectMany(d => In(d, static (path, mode) => access(path, mode) == 0))];

    /// <summary>What to say of them; null if there are none.</summary>
    public static string? Message() =>
        Find() is { Count: > 0 } paths ? $"not looked at, as you may not read them: {string.Join(", ", paths)}" : null;

    /// <summary>What may be the definition of a container, or a drop-in of it; null when all that could be was read.</summary>
    public static string? Of(ContainerName name) => Find().FirstOrDefault(path => MayDefine(path, name));

    internal static bool MayDefine(string path, ContainerName name)
    {
        var parts = path.Split('/');
        if (parts.FirstOrDefault(p => p.EndsWith(DropIns, StringComparison.Ordinal))?[..^".d".Length] is not { } file)
        {
            file = parts[^1];
        }

        if (!file.EndsWith(DefinitionPaths.Extension, StringComparison.Ordinal))
        {
            // Whatever is in that directory.
            return true;
        }

        if (TemplateName.Parse(file) is { } template)
        {
            if (template.IsTemplate)
            {
                return name.ToString().StartsWith($"{template.Name}-", StringComparison.Ordinal);
            }

            file = template.Definition;
        }

        return DefinitionKinds.TryParse(file, out var kind, out var defined, out _)
            && kind is StartedKind
            && defined == name;
    }

    /// <param name="may">Whether a path may be read, or searched as well.</param>
    internal static IEnumerable<string> In(string directory, Func<string, int, bool> may)
    {
        if (NativeFile.Status(directory) is null)
        {
            return [];
        }

        return !may(directory, Readable | Searchable)
            ? [directory]
            : DirectoryStream
                .Names(directory)
                .Where(n => !n.StartsWith('.'))
                .Order(StringComparer.Ordinal)
                .SelectMany(n =>
                    n.EndsWith(DropIns, StringComparison.Ordinal) ? In($"{directory}/{n}", may)
                    : n.EndsWith(DefinitionPaths.Extension, StringComparison.Ordinal)
                    && !may($"{directory}/{n}", Readable)
                        ? [$"{directory}/{n}"]
                    : Enumerable.Empty<string>()
                );
    }
}
