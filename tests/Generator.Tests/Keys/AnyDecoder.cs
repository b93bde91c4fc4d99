// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Tests.Keys;

/// <summary>What is wrong with a definition of whatever kind, seen alone.</summary>
internal static class AnyDecoder
{
    public static List<Diagnostic> Decode(DefinitionSource source)
    {
        Assert.True(ContainerName.TryParse("x", out var name, out _));
        return DefinitionKinds.All[DefinitionKinds.IndexOf(source.FileName)] switch
        {
            NetworkKind => NetworkDecoder.Decode(name, source).Diagnostics,
            PrerequisiteKind kind => kind.Decode(name, source).Diagnostics,
            StartedKind kind => kind.Decode(name, source).Diagnostics,
            _ => throw new NotSupportedException(source.FileName),
        };
    }
}
