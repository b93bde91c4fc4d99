// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>A definition that this program failed to read, which is no error of the definition's.</summary>
internal sealed class FailedDefinition(ContainerName name, DefinitionSource source, Exception failure)
    : CheckedDefinition(
        name,
        source.Path,
        [
            new Diagnostic(
                SourcePosition.WholeFile(source.Path),
                $"internal error, please report it: {failure.GetType().Name}: {failure.Message}"
            ),
        ]
    )
{
    /// <summary>What has a start fail in the system's manager, and say this.</summary>
    public Func<CheckedDefinition, string, UnitFile>? Refuse { get; init; }

    public override IEnumerable<UnitEntry> Units(PlanContext context) =>
        context.Scope is Scope.System && Refuse is not null
            ? [context.Units.Add(Refuse(this, context.Installation.Helper))]
            : [];
}
