// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Conflicts;

namespace RootfulContainers.Definitions;

/// <summary>What is made of all definitions: everything between reading and writing.</summary>
internal sealed class DefinitionRun
{
    private readonly PlanContext _context;
    private readonly List<CheckedDefinition> _definitions = [];
    private readonly List<string> _names = [];
    private readonly SortedList<string, Diagnostic> _misnamed = new(StringComparer.Ordinal);
    private readonly List<Diagnostic> _orphans = [];
    private readonly List<Diagnostic> _taken = [];

    /// <summary>Reads and checks all definitions.</summary>
    /// <param name="sources">In the order of <see cref="DefinitionKinds.TurnOf"/>; orphans last.</param>
    /// <param name="context">What they share; of one run.</param>
    public DefinitionRun(IEnumerable<DefinitionSource> sources, PlanContext context)
    {
        _context = context;
        var byName = new Dictionary<string, CheckedDefinition>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (source.IsOrphan)
            {
                _orphans.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), Orphan(source)));
            }
            else if (DefinitionKinds.TryParse(source.FileName, out var kind, out var name, out var error))
            {
                _names.Add(source.FileName);
                var definition = kind.Read(name, source, context);
                if (!definition.IsDependency || byName.TryAdd(name.ToString(), definition))
                {
                    _definitions.Add(definition);
                }
                else
                {
                    // Its units would be those of the other.
                    _taken.Add(
                        new Diagnostic(
                            SourcePosition.WholeFile(source.Path),
                            $"a pod has the same name ({byName[name.ToString()].Path}); rename one of the two"
                        )
                    );
                }
            }
            else
            {
                _misnamed.Add(source.FileName, new Diagnostic(SourcePosition.WholeFile(source.Path), error));
            }
        }

        // A user may read only part of the definitions.
        ConflictRules.Check(_definitions, complete: context.Scope is Scope.System);
    }

    /// <summary>All that have a name of a definition, also with mistakes.</summary>
    public IReadOnlyList<CheckedDefinition> Definitions => _definitions;

    /// <summary>
    /// What is wrong. Root's generator reports everything, first the names of files which therefore are no definitions; a
    /// user's only what keeps that user's containers from being generated.
    /// </summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        _context.Scope is Scope.User user
            ? _definitions.Where(d => d.Uid == user.Uid).SelectMany(d => Diagnostic.InOrder(d.Diagnostics))
            : _misnamed
                .Values.Concat(_orphans)
                .Concat(_taken)
                .Concat(_definitions.SelectMany(d => Diagnostic.InOrder(d.Diagnostics)));

    /// <summary>The tree of units.</summary>
    public IEnumerable<UnitEntry> Units =>
        _definitions
            .SelectMany(d => d.Units(_context))
            .Concat(_context.Scope is Scope.System ? FixedAddressTable.Plan(_definitions) : []);

    private string Orphan(DefinitionSource source)
    {
        var near = NearestName.Find(source.FileName, _names);
        return $"drop-in of {source.FileName}, which does not exist" + (near is null ? "" : $" (did you mean {near}?)");
    }
}
