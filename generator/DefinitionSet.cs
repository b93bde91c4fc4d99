// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;
using RootfulContainers.Generator.Rules;

namespace RootfulContainers.Generator;

/// <summary>What is known of the definitions read so far, and of the files that are none.</summary>
internal sealed class DefinitionSet
{
    private readonly List<ContainerOutline> _containers = [];
    private readonly List<Decoded<NetworkDefinition>> _networks = [];
    private readonly SortedList<string, Diagnostic> _misnamed = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _orphans = [];

    /// <summary>In ordinal order of their file names.</summary>
    public IReadOnlyList<ContainerOutline> Containers => _containers;

    /// <summary>Whether there was none, whatever is the matter with it.</summary>
    public bool IsEmpty => _containers.Count + _networks.Count + _misnamed.Count + _orphans.Count == 0;

    /// <summary>Every mistake; those in names of files, which therefore are no definitions, come first.</summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        _misnamed
            .Values.Concat(_orphans)
            .Concat(_networks.SelectMany(n => Diagnostic.InOrder(n.Diagnostics)))
            .Concat(_containers.SelectMany(c => Diagnostic.InOrder(c.Diagnostics)));

    public void Add(ContainerOutline container) => _containers.Add(container);

    public void Add(Decoded<NetworkDefinition> network) => _networks.Add(network);

    public void AddMisnamed(DefinitionSource source, string message) =>
        _misnamed.Add(source.FileName, new Diagnostic(SourcePosition.WholeFile(source.Path), message));

    /// <summary>Once all definitions are there.</summary>
    public void AddOrphan(DefinitionSource source)
    {
        var names = _containers
            .Select(c => new DefinitionFileName(c.Name, IsNetwork: false).ToString())
            .Concat(_networks.Select(n => new DefinitionFileName(n.Definition.Name, IsNetwork: true).ToString()));
        var near = NearestName.Find(source.FileName, names);
        var message =
            $"drop-in of {source.FileName}, which does not exist" + (near is null ? "" : $" (did you mean {near}?)");
        _orphans.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), message));
    }

    /// <param name="complete">Whether these are all definitions, and not only those that a user may read.</param>
    public void CheckTogether(bool complete) => DefinitionRules.Check(_containers, _networks, complete);
}
