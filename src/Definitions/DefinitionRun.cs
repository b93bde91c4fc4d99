// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics.CodeAnalysis;
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
    private readonly List<Diagnostic> _templates = [];
    private readonly List<Diagnostic> _taken = [];

    /// <summary>Reads and checks all definitions.</summary>
    /// <param name="sources">In the order of <see cref="DefinitionKinds.TurnOf"/>; orphans last.</param>
    /// <param name="context">What they share; of one run.</param>
    public DefinitionRun(IEnumerable<DefinitionSource> sources, PlanContext context)
    {
        _context = context;
        var templates = new List<DefinitionSource>();
        var instantiated = new HashSet<string>(StringComparer.Ordinal);
        var byName = new Dictionary<string, CheckedDefinition>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            if (source.IsOrphan)
            {
                _orphans.Add(new Diagnostic(SourcePosition.WholeFile(source.Path), Orphan(source)));
            }
            else if (source.IsTemplate)
            {
                templates.Add(source);
            }
            else if (Kind(source, out var name) is { } kind)
            {
                _names.Add(source.FileName);
                var definition = Read(kind, name, source, context);
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

                if (source.Instance is not null)
                {
                    instantiated.Add(source.Files[0].Path);
                }
            }
        }

        // One with instances is read with them.
        foreach (var template in templates.Where(t => !instantiated.Contains(t.Path)))
        {
            if (Kind(template, out var name) is { } kind)
            {
                _templates.AddRange(Diagnostic.InOrder(Read(kind, name, template, context.Aside).Diagnostics));
            }
        }

        // A user may read only part of the definitions, and would find other ones at fault than root's generator did, which
        // refuses their start anyway.
        if (context.Scope is Scope.System)
        {
            ConflictRules.Check(_definitions);
        }
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
                .Concat(_definitions.SelectMany(d => Diagnostic.InOrder(d.Diagnostics)))
                .Concat(_templates)
                // What is wrong in a template is wrong in each instance.
                .Distinct();

    /// <summary>The tree of units.</summary>
    public IEnumerable<UnitEntry> Units =>
        _definitions
            .SelectMany(d => d.Units(_context))
            .Concat(_context.Scope is Scope.System ? FixedAddressTable.Plan(_definitions) : []);

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Whatever fails with one definition must not keep all others from their units."
    )]
    private static CheckedDefinition Read(
        DefinitionKind kind,
        ContainerName name,
        DefinitionSource source,
        PlanContext context
    )
    {
        try
        {
            return kind.Read(name, source, context);
        }
        catch (Exception e)
        {
            return kind.Fail(name, source, context, e);
        }
    }

    private DefinitionKind? Kind(DefinitionSource source, out ContainerName name)
    {
        var file = source.IsTemplate ? TemplateName.Parse(source.FileName)!.Definition : source.FileName;
        if (DefinitionKinds.TryParse(file, out var kind, out name, out var error) && source.Misnamed is null)
        {
            return kind;
        }

        _misnamed.Add(source.Path, new Diagnostic(SourcePosition.WholeFile(source.Path), source.Misnamed ?? error!));
        return null;
    }

    private string Orphan(DefinitionSource source)
    {
        var near = NearestName.Find(source.FileName, _names);
        return $"drop-in of {source.FileName}, which does not exist" + (near is null ? "" : $" (did you mean {near}?)");
    }
}
