// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>A kind of definition; all that is its own stands in one folder.</summary>
/// <param name="suffix">What the names of its files end with.</param>
/// <param name="keys">What such a file may hold: asked for with the first, as a table is work and most hosts have but two kinds.</param>
internal abstract class DefinitionKind(string suffix, Func<ConfigurationKeySet> keys)
{
    public string Suffix { get; } = suffix;

    public ConfigurationKeySet Keys => keys();

    /// <summary>Says what is wrong with a name that a definition of another kind could have.</summary>
    public virtual string? CheckName(string name) => null;

    /// <summary>Decodes a definition, checks what can be checked of it alone, and plans its units.</summary>
    public abstract CheckedDefinition Read(ContainerName name, DefinitionSource source, PlanContext context);

    /// <summary>In place of one whose reading failed for an error of this program's: that is no reason to go without all others.</summary>
    public abstract CheckedDefinition Fail(
        ContainerName name,
        DefinitionSource source,
        PlanContext context,
        Exception failure
    );
}
