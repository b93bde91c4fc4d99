// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>What a container names that is defined: volumes, and the image.</summary>
internal static class ContainerPrerequisites
{
    public static void Find(
        ContainerDefinition definition,
        uint uid,
        PrerequisiteTable table,
        List<Diagnostic> diagnostics
    )
    {
        if (table.IsEmpty && !(definition.Image is { } named && DefinedImage.IsMeant(named.Text)))
        {
            return;
        }

        var found = new List<CheckedPrerequisite>();
        if (table.FindImage(definition.Image, uid, diagnostics) is { } image)
        {
            definition.ImageReference = image.Reference;
            found.Add(image);
            if (
                definition.AutoUpdate is { Text: "registry" } update
                && !ContainerRules.IsFullyQualified(image.Reference)
            )
            {
                diagnostics.Add(
                    new Diagnostic(
                        update.Position,
                        $"'auto_update' from a registry needs the image's full name with the registry, not '{image.Reference}'"
                    )
                );
            }
        }

        foreach (var (name, setting, position) in Volumes(definition))
        {
            if (table.FindVolume(name, setting, position, uid, diagnostics) is { } volume && !found.Contains(volume))
            {
                found.Add(volume);
            }
        }

        definition.Prerequisites = found;
    }

    /// <summary>The names of volumes, defined or not.</summary>
    private static IEnumerable<(string Name, Setting Setting, SourcePosition Position)> Volumes(
        ContainerDefinition definition
    )
    {
        foreach (var setting in definition.Settings.Where(s => s.Key.Path == "volumes"))
        {
            foreach (var value in setting.Values)
            {
                if (ValueChecks.Cut(value.Text, ':') is (var name, not null))
                {
                    yield return (name, setting, value.Position);
                }
            }
        }

        foreach (var setting in definition.Settings.Where(s => s.Key.Path == "mounts"))
        {
            foreach (var value in setting.Values)
            {
                var options = value.Text.Split(',').Select(o => ValueChecks.Cut(o, '=')).ToList();
                if (
                    options.Contains(("type", "volume"))
                    && options.Find(o => o.Before is "src" or "source").After is { } name
                )
                {
                    yield return (name, setting, value.Position);
                }
            }
        }
    }
}
