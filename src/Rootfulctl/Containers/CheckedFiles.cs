// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Definitions.Toml;
using RootfulContainers.Platform;

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
            DefinitionSource Source() =>
                TemplateName.Parse(name)?.Source([Read(path)], path) ?? new DefinitionSource(name, [Read(path)]);
            if (!name.EndsWith(DefinitionPaths.Extension, StringComparison.Ordinal))
            {
                errors.Add(
                    new Diagnostic(
                        SourcePosition.WholeFile(path),
                        $"the name of a definition ends with {DefinitionPaths.Extension}"
                    )
                );
            }
            else if (Source() is var source && !sources.TryAdd(source.FileName, source))
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

    private static SourceText Read(string path)
    {
        try
        {
            // One byte more than allowed shows that the file is too large.
            return new SourceText(path, NativeFile.Read(path, TomlReader.MaximumSize + 1));
        }
        catch (IOException e)
        {
            throw new HostException(e.Message, e);
        }
    }
}
