// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;
using RootfulContainers.Generator.Rules;
using RootfulContainers.Generator.Units;

namespace RootfulContainers.Generator;

/// <summary>What one run of the generator makes of its input: everything between reading and writing.</summary>
internal sealed class GeneratorRun(UserTable users, Scope scope, Installation installation)
{
    private readonly DefinitionSet _definitions = new();
    private readonly UnitPlan _plan = new(scope, installation);

    /// <summary>
    /// The units, planned while the definitions are read, so that few of them are in memory at a time. Mistakes that
    /// only the definitions together show are known at the end: then come the entries that take units back.
    /// </summary>
    /// <param name="sources">Networks first, for the containers on them; orphans last.</param>
    public IEnumerable<UnitEntry> MakeUnits(IEnumerable<DefinitionSource> sources)
    {
        foreach (var source in sources)
        {
            foreach (var entry in MakeUnits(source))
            {
                yield return entry;
            }
        }

        _definitions.CheckTogether(complete: scope is Scope.System);
        foreach (var container in _definitions.Containers)
        {
            if (container.IsRefuted)
            {
                foreach (var entry in _plan.TakeBack(container))
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>
    /// What is wrong, once all units are made. Root's generator reports everything; a user's only what keeps that user's
    /// containers from being generated.
    /// </summary>
    public IEnumerable<Diagnostic> Diagnostics =>
        scope is Scope.User user
            ? _definitions.Containers.Where(c => c.Uid == user.Uid).SelectMany(c => Diagnostic.InOrder(c.Diagnostics))
            : _definitions.Diagnostics;

    private IEnumerable<UnitEntry> MakeUnits(DefinitionSource source)
    {
        if (source.IsOrphan)
        {
            _definitions.AddOrphan(source);
            return [];
        }

        if (!DefinitionFileName.TryParse(source.FileName, out var file, out var error))
        {
            _definitions.AddMisnamed(source, error);
            return [];
        }

        if (file.IsNetwork)
        {
            var network = NetworkDecoder.Decode(file.Name, source);
            _definitions.Add(network);
            return _plan.Network(network);
        }

        var container = ContainerDecoder.Decode(file.Name, source);
        DefinitionRules.CheckUser(container, users);
        var outline = new ContainerOutline(container, Owner(container.Definition));
        _definitions.Add(outline);
        return _plan.Container(container, outline.Uid);
    }

    private uint? Owner(ContainerDefinition definition) => definition.User is { } user ? users.Find(user.Text) : null;
}
