// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Prerequisites;

/// <summary>The volumes, images and builds that have been read, for the definitions that name them.</summary>
internal sealed class PrerequisiteTable
{
    public const string Volume = ".volume";

    private readonly Dictionary<string, CheckedDefinition> _definitions = new(StringComparer.Ordinal);

    public bool IsEmpty => _definitions.Count == 0;

    /// <param name="kind">As those write it that name one.</param>
    /// <param name="definition">A <see cref="CheckedPrerequisite"/>, or one that is broken.</param>
    public void Add(string kind, CheckedDefinition definition) => _definitions.Add(definition.Name + kind, definition);

    /// <summary>The definition of an image that one of a user names; an error where that cannot be used.</summary>
    /// <returns>Null where the image is none that is defined, or on an error.</returns>
    public CheckedPrerequisite? FindImage(Setting? image, uint uid, List<Diagnostic> diagnostics) =>
        image is null || !DefinedImage.IsMeant(image.Text)
            ? null
            : FindImage(image.Text, image, image.Values[0].Position, uid, diagnostics);

    /// <summary>The same of a name that stands somewhere in a value, and is meant to be of a definition.</summary>
    public CheckedPrerequisite? FindImage(
        string name,
        Setting setting,
        SourcePosition position,
        uint uid,
        List<Diagnostic> diagnostics
    )
    {
        if (_definitions.TryGetValue(name, out var found))
        {
            return Usable(found, setting, position, uid, diagnostics);
        }

        var near = NearestName.Find(name, _definitions.Keys.Where(DefinedImage.IsMeant), name.LastIndexOf('.'));
        var suggestion = near is null ? "" : $" (did you mean '{near}'?)";
        Report(setting, position, $"no definition {name}.toml{suggestion}", diagnostics);
        return null;
    }

    /// <summary>The same of a volume, which is one of podman's own where it is not defined.</summary>
    public CheckedPrerequisite? FindVolume(
        string name,
        Setting setting,
        SourcePosition position,
        uint uid,
        List<Diagnostic> diagnostics
    ) =>
        _definitions.TryGetValue(name + Volume, out var found)
            ? Usable(found, setting, position, uid, diagnostics)
            : null;

    private static CheckedPrerequisite? Usable(
        CheckedDefinition found,
        Setting setting,
        SourcePosition position,
        uint uid,
        List<Diagnostic> diagnostics
    )
    {
        // Whose that is cannot be said where it does not say it rightly itself.
        var error =
            found.Uid is { } other && other != uid
                ? $"{found.Path} is another user's; each user has volumes and images of their own"
            : found.IsBroken ? $"its definition has an error: {Diagnostic.InOrder(found.Diagnostics)[0]}"
            : null;
        if (error is null)
        {
            return (CheckedPrerequisite)found;
        }

        Report(setting, position, error, diagnostics);
        return null;
    }

    private static void Report(Setting setting, SourcePosition position, string error, List<Diagnostic> diagnostics) =>
        diagnostics.Add(new Diagnostic(position, $"'{setting.Key.Path}': {error}"));
}
