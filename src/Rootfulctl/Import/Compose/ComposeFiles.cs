// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>Which files make a project, and what its variables are: what compose finds in a directory.</summary>
/// <param name="all">What is asked for, and what may stand beside it.</param>
internal sealed class ComposeFiles(ImportOwner owner, IReadOnlyList<SourceFile> all, TextLimit limit)
{
    private const string Separator = "COMPOSE_PATH_SEPARATOR";
    private const string List = "COMPOSE_FILE";
    private const string Name = "COMPOSE_PROJECT_NAME";

    /// <summary>Beside these an override file is taken up where no file is named.</summary>
    private static readonly string[] Usual =
    [
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
    ];

    private static readonly string[] Overrides =
    [
        "compose.override.yaml",
        "compose.override.yml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ];

    public static bool IsCompose(SourceFile file) =>
        System.IO.Path.GetExtension(file.Name) is ".yaml" or ".yml" && !IsOverride(file);

    /// <summary>Whether compose looks for a file of this name.</summary>
    public static bool IsUsual(SourceFile file) => Usual.Contains(file.Name, StringComparer.Ordinal);

    public static bool IsOverride(SourceFile file) => Overrides.Contains(file.Name, StringComparer.Ordinal);

    public SourceFile? Find(string path) => all.FirstOrDefault(f => f.Path == path);

    /// <summary>Those that are asked for and may be a project.</summary>
    public IReadOnlyList<SourceFile> Asked => [.. all.Where(f => !f.IsBeside && IsCompose(f))];

    /// <summary>The paths that COMPOSE_FILE in .env names, of which all are one project; none without it.</summary>
    public IReadOnlyList<string> Named(string directory)
    {
        var variables = Variables(directory, ShellOf(directory));
        return variables.GetValueOrDefault(List) is { Length: > 0 } names
            ?
            [
                .. names
                    .Split(
                        variables.GetValueOrDefault(Separator) is { Length: > 0 } other ? other : ":",
                        StringSplitOptions.RemoveEmptyEntries
                    )
                    .Select(n => System.IO.Path.GetFullPath(n, directory)),
            ]
            : [];
    }

    /// <summary>The files that are laid over each other, the first of which gives the project its place.</summary>
    /// <param name="missing">Those that were not found.</param>
    public IReadOnlyList<SourceFile> Layers(SourceFile file, out IReadOnlyList<string> missing)
    {
        var named = Named(file.Directory);
        missing = [];
        if (named.Contains(file.Path, StringComparer.Ordinal))
        {
            missing = [.. named.Where(n => Find(n) is null)];
            return [.. named.Select(Find).OfType<SourceFile>()];
        }

        return
            named.Count == 0
            && IsUsual(file)
            && all.FirstOrDefault(f => f.Directory == file.Directory && IsOverride(f)) is { } over
            ? [file, over]
            : [file];
    }

    /// <summary>What compose would have of a shell in the project's directory, as far as that is known here.</summary>
    public Dictionary<string, string> ShellOf(string directory) =>
        new(StringComparer.Ordinal)
        {
            ["HOME"] = owner.Home,
            ["USER"] = owner.Name,
            ["PWD"] = directory,
        };

    /// <param name="known">What counts more than .env.</param>
    public Dictionary<string, string> Variables(string directory, IReadOnlyDictionary<string, string> known) =>
        VariableFile.Values(Find(System.IO.Path.Combine(directory, ".env"))?.Text ?? "", known, limit);

    /// <summary>The name of a project as compose has it: by .env, by the file, or by the directory.</summary>
    /// <param name="given">By the file.</param>
    public static string ProjectName(IReadOnlyDictionary<string, string> variables, string given, string directory) =>
        Normal(variables.GetValueOrDefault(Name) ?? "") is { Length: > 0 } set ? set
        : Normal(given) is { Length: > 0 } name ? name
        : Normal(System.IO.Path.GetFileName(directory)) is { Length: > 0 } own ? own
        : "project";

    private static string Normal(string name) =>
        new string([
            .. name.ToLowerInvariant()
                .Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'),
        ]).TrimStart('_', '-');
}
