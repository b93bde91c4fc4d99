// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Drafts;

/// <summary>What a definition defines.</summary>
internal enum DraftKind
{
    Container,
    Network,
    Volume,
    Pod,
    Image,
    Build,
}

internal static class DraftKinds
{
    /// <summary>What the names of such definitions end with.</summary>
    public static string Suffix(this DraftKind kind) =>
        kind switch
        {
            DraftKind.Container => DefinitionPaths.Extension,
            DraftKind.Network => ".network" + DefinitionPaths.Extension,
            DraftKind.Volume => ".volume" + DefinitionPaths.Extension,
            DraftKind.Pod => ".pod" + DefinitionPaths.Extension,
            DraftKind.Image => ".image" + DefinitionPaths.Extension,
            _ => ".build" + DefinitionPaths.Extension,
        };
}
