// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Conflicts;

/// <summary>Names in <c>[depends]</c> are known, and no definition waits for itself.</summary>
internal static class DependencyRules
{
    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        var byName = new Dictionary<string, CheckedDefinition>(definitions.Count, StringComparer.Ordinal);
        foreach (var container in definitions)
        {
            if (container.IsDependency)
            {
                byName.Add(container.Name.ToString(), container);
            }
        }

        foreach (var container in definitions)
        {
            CheckNames(container, byName);
        }

        DependencyCycles.Check(definitions, Edges(definitions, byName));
    }

    private static void CheckNames(CheckedDefinition container, Dictionary<string, CheckedDefinition> byName)
    {
        foreach (var setting in container.Dependencies)
        {
            foreach (var value in setting.Values)
            {
                if (ForeignWords.Dependency(value.Text, byName.ContainsKey) is { } foreign)
                {
                    container.Diagnostics.Add(new Diagnostic(value.Position, $"'{setting.Key.Path}': {foreign}"));
                }
                else if (!SystemUnits.IsUnit(value.Text) && !byName.ContainsKey(value.Text))
                {
                    var suggestion = NearestName.Suggestion(value.Text, byName.Keys);
                    container.Diagnostics.Add(
                        new Diagnostic(
                            value.Position,
                            $"'{setting.Key.Path}': no definition '{value.Text}'{suggestion}; a unit is written with "
                                + $"its suffix, as {value.Text}.service"
                        )
                    );
                }
            }
        }
    }

    /// <summary>For each definition those it waits for, and where that is written.</summary>
    private static Dictionary<CheckedDefinition, List<DependencyEdge>> Edges(
        IReadOnlyList<CheckedDefinition> definitions,
        Dictionary<string, CheckedDefinition> byName
    )
    {
        var edges = new Dictionary<CheckedDefinition, List<DependencyEdge>>(ReferenceEqualityComparer.Instance);
        foreach (var container in definitions)
        {
            if (
                container.NetworkOf is { Key.Path: "pod", Values: [var pod] }
                && byName.TryGetValue(pod.Text, out var own)
                && own.IsPod
            )
            {
                Add(container, own, container, pod.Position);
            }

            foreach (var setting in container.Dependencies)
            {
                var directive = setting.Key.Target.Name;
                var isBefore = StartOrder.IsWaitedFor(directive);
                if (!isBefore && !StartOrder.WaitsFor(directive))
                {
                    continue;
                }

                foreach (var value in setting.Values)
                {
                    if (byName.TryGetValue(SystemUnits.DefinitionOf(value.Text), out var other))
                    {
                        Add(isBefore ? other : container, isBefore ? container : other, container, value.Position);
                    }
                }
            }
        }

        return edges;

        void Add(CheckedDefinition from, CheckedDefinition to, CheckedDefinition writtenIn, SourcePosition position)
        {
            if (!edges.TryGetValue(from, out var list))
            {
                edges.Add(from, list = []);
            }

            list.Add(new DependencyEdge(to, writtenIn, position));
        }
    }
}
