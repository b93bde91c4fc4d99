// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>What a container names that is defined: volumes, the image, and images that are mounted.</summary>
internal static class ContainerPrerequisites
{
    public static void Find(
        ContainerDefinition definition,
        uint uid,
        PrerequisiteTable table,
        List<Diagnostic> diagnostics
    )
    {
        var found = new List<CheckedPrerequisite>();
        if (table.FindImage(definition.Image, uid, diagnostics) is { } own)
        {
            definition.ImageReference = own.Reference;
            found.Add(own);
            if (definition.AutoUpdate is { Text: "registry" } update && !ContainerRules.IsFullyQualified(own.Reference))
            {
                diagnostics.Add(
                    new Diagnostic(
                        update.Position,
                        $"'auto_update' from a registry needs the image's full name with the registry, not '{own.Reference}'"
                    )
                );
            }
        }

        foreach (var (name, setting, position) in MountedImages(definition))
        {
            if (table.FindImage(name, setting, position, uid, diagnostics) is { } image)
            {
                definition.MountedImages[name] = image.Reference;
                AddTo(found, image);
            }
        }

        foreach (var (name, setting, position) in table.IsEmpty ? [] : Volumes(definition))
        {
            if (table.FindVolume(name, setting, position, uid, diagnostics) is { } volume)
            {
                AddTo(found, volume);
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

        foreach (var mount in MountSources(definition, "volume"))
        {
            yield return mount;
        }
    }

    private static IEnumerable<(string Name, Setting Setting, SourcePosition Position)> MountedImages(
        ContainerDefinition definition
    ) => MountSources(definition, "image").Where(m => DefinedImage.IsMeant(m.Name));

    private static IEnumerable<(string Name, Setting Setting, SourcePosition Position)> MountSources(
        ContainerDefinition definition,
        string type
    )
    {
        foreach (var setting in definition.Settings.Where(s => s.Key.Path == "mounts"))
        {
            foreach (var value in setting.Values)
            {
                var options = value.Text.Split(',').Select(o => ValueChecks.Cut(o, '=')).ToList();
                if (
                    options.Contains(("type", type))
                    && options.Find(o => o.Before is "src" or "source").After is { } name
                )
                {
                    yield return (name, setting, value.Position);
                }
            }
        }
    }

    private static void AddTo(List<CheckedPrerequisite> found, CheckedPrerequisite prerequisite)
    {
        if (!found.Contains(prerequisite))
        {
            found.Add(prerequisite);
        }
    }
}
