// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Other compose files that one names by include.</summary>
internal static class ComposeIncludes
{
    /// <summary>Their paths as they are written; those of one item are laid over each other.</summary>
    public static IEnumerable<IReadOnlyList<string>> Paths(ComposeMap root) =>
        root["include"] is { } include
            ? ComposeResources
                .Items(include)
                .Select(item =>
                    ComposeResources
                        .Items((item as ComposeMap)?["path"] ?? item)
                        .OfType<ComposeScalar>()
                        .Select(p => p.Text)
                        .ToList()
                )
                .Where(paths => paths.Count > 0)
            : [];

    public static string Advice(IReadOnlyList<string> missing) =>
        $"{string.Join(", ", missing)} is not among what is imported: name the directory that holds both";
}
