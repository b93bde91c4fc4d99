// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds;

/// <summary>What decoding gives: as much of the definition as could be read, and every error in it.</summary>
internal sealed record Decoded<T>(T Definition, List<Diagnostic> Diagnostics)
{
    public bool IsBroken => Diagnostics.Count > 0;
}
