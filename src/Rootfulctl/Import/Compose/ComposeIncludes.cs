// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Other compose files that one names by include, as they are written.</summary>
/// <param name="Paths">Files that are laid over each other.</param>
/// <param name="VariableFiles">In place of .env of their directory.</param>
/// <param name="Directory">What paths in them are relative to; null for that of the first.</param>
internal sealed record ComposeInclude(
    IReadOnlyList<string> Paths,
    IReadOnlyList<string> VariableFiles,
    string? Directory
);

/// <summary>The includes of a compose file.</summary>
internal static class ComposeIncludes
{
    public static IEnumerable<ComposeInclude> Of(ComposeMap root) =>
        root["include"] is { } include
            ? ComposeResources
                .Items(include)
                .Select(item =>
                    item is ComposeMap map
                        ? new ComposeInclude(
                            Texts(map["path"]),
                            Texts(map["env_file"]),
                            Texts(map["project_directory"]).FirstOrDefault()
                        )
                        : new ComposeInclude(Texts(item), [], null)
                )
                .Where(i => i.Paths.Count > 0)
            : [];

    public static string Advice(IReadOnlyList<string> missing) =>
        $"{string.Join(", ", missing)} is not among what is imported: name the directory that holds both";

    private static List<string> Texts(ComposeNode? node) =>
        node is null ? [] : [.. ComposeResources.Items(node).OfType<ComposeScalar>().Select(p => p.Text)];
}
