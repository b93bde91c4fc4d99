// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Conflicts;

/// <summary>
/// Errors that show only when definitions are seen together. Of two definitions that cannot both be right the one whose
/// file name comes first stays: someone has to yield, and always the same.
/// </summary>
internal static class ConflictRules
{
    /// <param name="definitions">All of the host.</param>
    public static void Check(IReadOnlyList<CheckedDefinition> definitions)
    {
        // What is invalid for another reason takes nothing from what is valid.
        var ordered = definitions.Any(d => d.IsBroken) ? definitions.OrderBy(d => d.IsBroken).ToList() : definitions;
        PortRules.Check(ordered);
        AddressRules.Check(ordered);
        NameRules.Check(ordered);
        DependencyRules.Check(definitions);
        SharedNetworkRules.Check(definitions);
    }
}
