// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions;

/// <summary>The name of a template's file, <c>web@.toml</c>, or of one of its instances, <c>web@1.toml</c>, which is a link to it.</summary>
/// <param name="Instance">Empty for the template itself.</param>
/// <param name="Suffix">Of the kind of definition.</param>
internal sealed record TemplateName(string Name, string Instance, string Suffix)
{
    // Of a template that is checked without any: digits fit where a name, a port or a part of an address is expected.
    private const string AnyInstance = "1";

    public bool IsTemplate => Instance.Length == 0;

    /// <summary>The file of the template.</summary>
    public string File => $"{Name}@{Suffix}";

    /// <summary>What an instance is called, as if it stood in a file of its own.</summary>
    public string Definition => $"{Name}-{(IsTemplate ? AnyInstance : Instance)}{Suffix}";

    /// <returns>Null for the name of any other file.</returns>
    public static TemplateName? Parse(string fileName)
    {
        var at = fileName.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0)
        {
            return null;
        }

        var suffix = DefinitionKinds.All[DefinitionKinds.IndexOf(fileName)].Suffix;
        return new TemplateName(fileName[..at], fileName[(at + 1)..^suffix.Length], suffix);
    }

    /// <summary>A string of a template as that of the instance by which one is checked that has none.</summary>
    public static string Example(string text) =>
        new Specifiers(AnyInstance, []).Expand(new TomlText(SourcePosition.WholeFile(""), text));

    /// <param name="target">Of the link that an instance is; null of what is none.</param>
    /// <returns>Why that is no instance; null when it is one.</returns>
    public string? WrongLink(string? target) =>
        target is null ? $"must be a link to {File}; a definition without a template is called {Definition}"
        : Path.GetFileName(target) != File ? $"must be a link to {File}, not to {target}"
        : null;

    /// <param name="texts">Those of the template and of drop-ins.</param>
    /// <param name="path">Of the file with this name.</param>
    public DefinitionSource Source(IReadOnlyList<SourceText> texts, string path) =>
        new(IsTemplate ? File : Definition, texts)
        {
            Path = path,
            Instance = IsTemplate ? AnyInstance : Instance,
            IsTemplate = IsTemplate,
        };
}
