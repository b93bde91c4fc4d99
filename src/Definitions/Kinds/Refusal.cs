// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>What a unit runs in place of an invalid definition.</summary>
internal static class Refusal
{
    /// <summary>Fails with its errors, one argument each.</summary>
    public static string Command(CheckedDefinition definition, string helper) =>
        new CommandLine(helper)
            .Add([HelperCommands.Refuse, definition.Name.ToString()])
            .Add(Diagnostic.InOrder(definition.Diagnostics).Select(d => d.ToString()))
            .ToString();
}
