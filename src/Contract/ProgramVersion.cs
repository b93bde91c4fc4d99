// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Contract;

/// <summary>The version of all programs here, as the build has it: to ask the assembly for it takes time at each start.</summary>
internal static class ProgramVersion
{
    public const string Text = "0.1.0";
}
