// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator;

/// <summary>All definitions of the machine, decoded and checked against each other.</summary>
internal sealed class DefinitionSet
{
    private DefinitionSet(List<Decoded<ContainerDefinition>> containers, List<Diagnostic> fileDiagnostics)
    {
        Containers = containers;
        FileDiagnostics = fileDiagnostics;
    }

    public IReadOnlyList<Decoded<ContainerDefinition>> Containers { get; }

    /// <summary>Mistakes in the names of files, which therefore are no definitions.</summary>
    public IReadOnlyList<Diagnostic> FileDiagnostics { get; }

    public IEnumerable<Diagnostic> Diagnostics => FileDiagnostics.Concat(Containers.SelectMany(c => c.Diagnostics));

    public static DefinitionSet Decode(IEnumerable<DefinitionSource> sources, UserTable users)
    {
        var containers = new List<Decoded<ContainerDefinition>>();
        var fileDiagnostics = new List<Diagnostic>();
        foreach (var source in sources)
        {
            var text = source.FileName[..^".toml".Length];
            if (ContainerName.TryParse(text, out var name, out var error))
            {
                containers.Add(ContainerDecoder.Decode(name, source));
            }
            else
            {
                fileDiagnostics.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), $"file name: {error}"));
            }
        }

        DefinitionRules.Check(containers, users);
        foreach (var container in containers)
        {
            container.SortDiagnostics();
        }

        return new DefinitionSet(containers, fileDiagnostics);
    }
}
