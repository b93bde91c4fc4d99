// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;
using RootfulContainers.Generator.Rules;

namespace RootfulContainers.Generator;

/// <summary>All definitions of the machine, decoded and checked against each other.</summary>
internal sealed class DefinitionSet
{
    private const string Extension = ".toml";
    private const string NetworkExtension = ".network";

    private readonly List<Decoded<ContainerDefinition>> _containers = [];
    private readonly List<Decoded<NetworkDefinition>> _networks = [];
    private readonly List<Diagnostic> _fileDiagnostics = [];

    private DefinitionSet() { }

    /// <summary>In ordinal order of their file names, as are the networks.</summary>
    public IReadOnlyList<Decoded<ContainerDefinition>> Containers => _containers;

    public IReadOnlyList<Decoded<NetworkDefinition>> Networks => _networks;

    /// <summary>Every mistake; those in names of files, which therefore are no definitions, come first.</summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        _fileDiagnostics
            .Concat(_networks.SelectMany(n => n.Diagnostics))
            .Concat(_containers.SelectMany(c => c.Diagnostics));

    /// <param name="complete">Whether these are all definitions, and not only those that a user may read.</param>
    public static DefinitionSet Decode(IEnumerable<DefinitionSource> sources, UserTable users, bool complete)
    {
        var set = new DefinitionSet();
        var orphans = new List<DefinitionSource>();
        var memory = new MemoryPacing();
        foreach (var source in sources)
        {
            if (source.IsOrphan)
            {
                orphans.Add(source);
            }
            else
            {
                set.Decode(source);
                memory.Advance();
            }
        }

        foreach (var orphan in orphans)
        {
            set._fileDiagnostics.Add(set.Orphan(orphan));
        }

        DefinitionRules.Check(set, users, complete);
        foreach (var container in set._containers)
        {
            container.SortDiagnostics();
        }

        foreach (var network in set._networks)
        {
            network.SortDiagnostics();
        }

        return set;
    }

    private Diagnostic Orphan(DefinitionSource source)
    {
        var names = _containers
            .Select(c => $"{c.Definition.Name}{Extension}")
            .Concat(_networks.Select(n => $"{n.Definition.Name}{NetworkExtension}{Extension}"));
        var near = NearestName.Find(source.FileName, names);
        return new Diagnostic(
            SourcePosition.WholeFile(source.Path),
            $"drop-in of {source.FileName}, which does not exist" + (near is null ? "" : $" (did you mean {near}?)")
        );
    }

    private void Decode(DefinitionSource source)
    {
        var text = source.FileName[..^Extension.Length];
        var isNetwork = text.EndsWith(NetworkExtension, StringComparison.Ordinal);
        if (isNetwork)
        {
            text = text[..^NetworkExtension.Length];
        }

        if (!ContainerName.TryParse(text, out var name, out var error))
        {
            _fileDiagnostics.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), $"file name: {error}"));
        }
        else if (ValueChecks.HasUnitSuffix(text))
        {
            // [depends] could not tell the definition from the unit.
            var message = $"file name: a definition must not be named like a unit, as '{text}' is";
            _fileDiagnostics.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), message));
        }
        else if (isNetwork)
        {
            _networks.Add(NetworkDecoder.Decode(name, source));
        }
        else
        {
            _containers.Add(ContainerDecoder.Decode(name, source));
        }
    }
}
