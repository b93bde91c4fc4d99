// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Definitions.Toml;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>Definitions that stand elsewhere, checked as if they were installed.</summary>
internal static class CheckedFiles
{
    /// <summary>Those of the files, and those that the others would have because of them.</summary>
    public static IReadOnlyList<Diagnostic> Errors(IReadOnlyList<string> paths)
    {
        var errors = new List<Diagnostic>();
        var sources = new Dictionary<string, DefinitionSource>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var name = Path.GetFileName(path);
            DefinitionSource Source(SourceText text) =>
                TemplateName.Parse(name)?.Source([text], path) ?? new DefinitionSource(name, [text]);
            if (!name.EndsWith(DefinitionPaths.Extension, StringComparison.Ordinal))
            {
                errors.Add(
                    new Diagnostic(
                        SourcePosition.WholeFile(path),
                        $"the name of a definition ends with {DefinitionPaths.Extension}"
                    )
                );
            }
            else if (!TryRead(path, out var text, out var reason))
            {
                errors.Add(new Diagnostic(SourcePosition.WholeFile(path), $"cannot be read: {reason}"));
            }
            else if (
                TemplateName.Parse(name) is { IsTemplate: false } instance
                && instance.WrongLink(NativeFile.LinkTarget(path)) is { } wrong
            )
            {
                errors.Add(new Diagnostic(SourcePosition.WholeFile(path), wrong));
            }
            else if (Source(text) is var source && !sources.TryAdd(source.FileName, source))
            {
                errors.Add(
                    new Diagnostic(SourcePosition.WholeFile(path), $"there can be only one {name}, and two are given")
                );
            }
        }

        errors.AddRange(Errors(sources));
        return errors;
    }

    /// <summary>The same, of what need not be a file yet.</summary>
    public static IEnumerable<Diagnostic> Errors(IReadOnlyDictionary<string, DefinitionSource> sources)
    {
        var before = DefinitionSet.Load().Errors.Select(m => m.ToString()).ToHashSet(StringComparer.Ordinal);
        var given = sources.Values.Select(s => s.Path).ToHashSet(StringComparer.Ordinal);
        return DefinitionSet
            .LoadWith(sources)
            .Errors.Where(m => given.Contains(m.Position.Path) || !before.Contains(m.ToString()));
    }

    private static bool TryRead(
        string path,
        [NotNullWhen(true)] out SourceText? text,
        [NotNullWhen(false)] out string? reason
    )
    {
        try
        {
            // One byte more than allowed shows that the file is too large.
            (text, reason) = (new SourceText(path, NativeFile.Read(path, TomlReader.MaximumSize + 1)), null);
            return true;
        }
        catch (IOException e)
        {
            (text, reason) = (null, e.Message[(e.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..]);
            return false;
        }
    }
}
