// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;
using RootfulContainers.Generator.Rules;
using RootfulContainers.Generator.Units;

namespace RootfulContainers.Generator;

/// <summary>What one run of the generator makes of its input: everything between reading and writing.</summary>
/// <param name="readGroups">Only asked for when a definition is not open to everybody.</param>
internal sealed class GeneratorRun(UserTable users, Func<GroupTable> readGroups, Scope scope, Installation installation)
{
    private readonly DefinitionSet _definitions = new();
    private readonly UnitPlan _plan = new(scope, installation, users);
    private GroupTable? _groups;

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
        foreach (var table in _plan.FixedAddresses(_definitions.Containers))
        {
            yield return table;
        }

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

    /// <summary>Whether there are no definitions at all, once all units are made.</summary>
    public bool IsEmpty => _definitions.IsEmpty;

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
        var uid = Owner(container.Definition);
        CheckAccess(container, source, uid);
        var outline = new ContainerOutline(container, uid);
        _definitions.Add(outline);
        return _plan.Container(container, outline.Uid);
    }

    // Of a user whom only a directory service knows the groups are not known here; the network helper sees at the start.
    private void CheckAccess(Decoded<ContainerDefinition> container, DefinitionSource source, uint? uid)
    {
        if (source.IsProtected && uid is > 0 && users.Find(uid.Value) is { } user)
        {
            AccessRules.Check(container, source, user, _groups ??= readGroups());
        }
    }

    private uint? Owner(ContainerDefinition definition) => definition.User is { } user ? users.Find(user.Text) : null;
}
