// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Builds;
using RootfulContainers.Definitions.Kinds.Images;
using RootfulContainers.Definitions.Kinds.Prerequisites;
using RootfulContainers.Definitions.Kinds.Volumes;
using RootfulContainers.Units;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>A volume, an image or a build as the <c>.volume</c>, <c>.image</c> or <c>.build</c> file of its user.</summary>
internal static class QuadletPrerequisite
{
    public static QuadletUnit Of(Prerequisite definition)
    {
        var (kind, rules) = definition switch
        {
            VolumeDefinition => ("Volume", QuadletPrerequisiteKeys.Volume),
            ImageDefinition => ("Image", QuadletPrerequisiteKeys.Image),
            _ => ("Build", QuadletPrerequisiteKeys.Build),
        };
        var file = new QuadletUnit(definition.Name.ToString(), kind);
        file.Losses.Note(
            $"{kind} {definition.Name} of user {definition.User!.Text}: a file in that user's ~/.config/containers/systemd"
        );
        if (definition.Description is { } description)
        {
            file.Unit.Add("Description", UnitText.Line(description));
        }

        switch (definition)
        {
            case VolumeDefinition volume:
                Begin(file, volume);
                break;
            case ImageDefinition image:
                AddReference(file, "Image", image.Source);
                break;
            case BuildDefinition build:
                Begin(file, build);
                break;
            default:
                break;
        }

        rules.Apply(definition.Settings, file);
        return file;
    }

    private static void Begin(QuadletUnit file, VolumeDefinition volume)
    {
        file.Own.Add("VolumeName", volume.Name.ToString());
        if (volume.Image is { } image)
        {
            file.Own.Add("Driver", "image");
            AddReference(file, "Image", image.Text);
            return;
        }

        // Quadlet takes a type and options only where it has the device.
        var hasKeys = volume.Device is { } device && QuadletText.Raw(device.Text) is not null;
        Add("Device", "device", volume.Device?.Text);
        Add("Type", "type", volume.Type?.Text);
        var options = string.Join(',', volume.Options?.Texts ?? []);
        if (options.Length == 0 || (hasKeys && QuadletText.Raw(options) is not null))
        {
            AddNumber("User", volume.Uid?.Text);
            AddNumber("Group", volume.Gid?.Text);
            if (options.Length > 0)
            {
                file.Own.Add("Options", QuadletText.Raw(options)!);
            }
        }
        else
        {
            file.PodmanFlag("opt", $"o={string.Join(',', volume.MountOptions)}");
        }

        void Add(string key, string option, string? text)
        {
            if (text is not null && hasKeys && QuadletText.Raw(text) is { } line)
            {
                file.Own.Add(key, line);
            }
            else if (text is not null)
            {
                file.PodmanFlag("opt", $"{option}={text}");
            }
        }

        void AddNumber(string key, string? text)
        {
            if (text is not null)
            {
                file.Own.Add(key, text);
            }
        }
    }

    private static void Begin(QuadletUnit file, BuildDefinition build)
    {
        AddReference(file, "ImageTag", build.Reference);
        foreach (var tag in build.Tags)
        {
            // Not every version of Quadlet takes ImageTag= more than once.
            file.PodmanFlag("tag", tag);
        }

        if (build.FilePath is { } path)
        {
            // podman splits it at commas.
            if (QuadletText.Raw(path) is { } line && PodmanText.ListField(path) == path)
            {
                file.Own.Add("File", line);
            }
            else
            {
                file.PodmanFlag("file", PodmanText.ListField(path));
            }
        }

        if (build.IgnoreFilePath is { } ignored)
        {
            file.PodmanFlag("ignorefile", ignored);
        }

        if (QuadletText.Raw(build.ContextPath) is { } context)
        {
            file.Own.Add("SetWorkingDirectory", context);
        }
        else
        {
            file.Lose("context", "SetWorkingDirectory= of Quadlet cannot hold this value");
        }
    }

    /// <summary>Of a name that no line has trouble with: an image's.</summary>
    private static void AddReference(QuadletUnit file, string key, string text) =>
        file.Own.Add(key, QuadletText.Raw(text)!);
}
