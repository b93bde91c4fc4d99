// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;
using RootfulContainers.Generator.Units;

namespace RootfulContainers.Generator;

/// <summary>What one run of the generator makes of its input: everything between reading and writing.</summary>
/// <param name="Units">Planned while they are read, once.</param>
internal sealed record GeneratorRun(IEnumerable<UnitEntry> Units, IReadOnlyList<Diagnostic> Diagnostics)
{
    public static GeneratorRun Make(
        IEnumerable<DefinitionSource> sources,
        UserTable users,
        Scope scope,
        Installation installation
    )
    {
        var definitions = DefinitionSet.Decode(sources, users, complete: scope is Scope.System);
        var units = UnitPlan.Make(definitions, users, scope, installation);
        return new GeneratorRun(units, [.. Concerning(definitions, users, scope)]);
    }

    // Root's generator reports everything; a user's only what keeps that user's containers from being generated.
    private static IEnumerable<Diagnostic> Concerning(DefinitionSet definitions, UserTable users, Scope scope) =>
        scope is Scope.User user
            ? definitions
                .Containers.Where(c => c.Definition.User is { } owner && users.Find(owner.Text) == user.Uid)
                .SelectMany(c => c.Diagnostics)
            : definitions.Diagnostics;
}
