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

        foreach (var setting in Settings(definition, "mounts"))
        {
            definition.Mounts = [.. setting.Values.Select(v => Mount(v, setting, uid, table, found, diagnostics))];
        }

        foreach (var setting in table.IsEmpty ? [] : Settings(definition, "volumes"))
        {
            foreach (var value in setting.Values)
            {
                if (
                    ValueChecks.Cut(value.Text, ':') is (var name, not null)
                    && table.FindVolume(name, setting, value.Position, uid, diagnostics) is { } volume
                )
                {
                    AddTo(found, volume);
                }
            }
        }

        definition.Prerequisites = found;
    }

    /// <summary>A mount, with what podman calls a defined image in place of the name of its definition.</summary>
    private static string Mount(
        SettingValue mount,
        Setting setting,
        uint uid,
        PrerequisiteTable table,
        List<CheckedPrerequisite> found,
        List<Diagnostic> diagnostics
    )
    {
        var options = mount.Text.Split(',').Select(o => ValueChecks.Cut(o, '=')).ToList();
        var source = options.FindIndex(o => o.Before is "src" or "source");
        if (source < 0 || options[source].After is not { } name)
        {
            return mount.Text;
        }

        if (options.Contains(("type", "volume")))
        {
            if (table.FindVolume(name, setting, mount.Position, uid, diagnostics) is { } volume)
            {
                AddTo(found, volume);
            }
        }
        else if (
            options.Contains(("type", "image"))
            && DefinedImage.IsMeant(name)
            && table.FindImage(name, setting, mount.Position, uid, diagnostics) is { } image
        )
        {
            AddTo(found, image);
            options[source] = (options[source].Before, image.Reference);
            return string.Join(',', options.Select(o => o.After is null ? o.Before : $"{o.Before}={o.After}"));
        }

        return mount.Text;
    }

    private static IEnumerable<Setting> Settings(ContainerDefinition definition, string key) =>
        definition.Settings.Where(s => s.Key.Path == key);

    private static void AddTo(List<CheckedPrerequisite> found, CheckedPrerequisite prerequisite)
    {
        if (!found.Contains(prerequisite))
        {
            found.Add(prerequisite);
        }
    }
}
