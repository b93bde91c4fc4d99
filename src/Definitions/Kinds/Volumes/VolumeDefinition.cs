// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Volumes;

/// <summary>One <c>NAME.volume.toml</c>.</summary>
internal sealed class VolumeDefinition(ContainerName name, string path, string fingerprint, SettingList settings)
    : Prerequisite(name, path, fingerprint, settings, UserUnits.Volume(name), "Volume")
{
    private const string ImageDriver = "image";

    public Setting? Driver { get; set; }

    public Setting? ImageSetting { get; set; }

    public Setting? Type { get; set; }

    public Setting? Device { get; set; }

    public Setting? Options { get; set; }

    public Setting? Copy { get; set; }

    public Setting? Uid { get; set; }

    public Setting? Gid { get; set; }

    public override string Reference => Name.ToString();

    public override Setting? Image => ImageSetting;

    // With type = "nfs" or the like a path is another machine's; then there is no mount unit for it, and nothing is waited for.
    public override IEnumerable<string> MountedPaths =>
        Device is { } device && ValueChecks.UnitPath(device.Text) is null ? [device.Text] : [];

    /// <summary>What podman mounts it with.</summary>
    public IReadOnlyList<string> MountOptions =>
        [
            .. Uid is null ? [] : new[] { $"uid={Uid.Text}" },
            .. Gid is null ? [] : new[] { $"gid={Gid.Text}" },
            .. Options?.Texts ?? [],
        ];

    public override void Check(TomlTable table, Predicate<string> missing, Action<SourcePosition, string> report)
    {
        if (Driver is { Text: ImageDriver } driver && missing("image"))
        {
            report(driver.Position, "a volume with the driver \"image\" needs 'image'");
        }

        if (Driver is { Text: not ImageDriver } other && Image is not null)
        {
            report(other.Position, "'driver' cannot be given together with 'image', which has one of its own");
        }

        foreach (var setting in new[] { Type, Device, Options, Copy, Uid, Gid })
        {
            if (setting is not null && Image is not null)
            {
                report(setting.Position, $"'{setting.Key.Path}' cannot be given together with 'image'");
            }
        }

        if (Type is { } type && missing("device"))
        {
            report(type.Position, "'type' needs 'device', for example device = \"tmpfs\"");
        }
    }

    public override void Begin(CommandLine podman, UnitSection service)
    {
        // Its name is no message.
        service.Add("StandardOutput", "null").Add("StandardError", "journal");
        podman.Add(["volume", "create", "--ignore"]);
        if (Driver is not null || Image is not null)
        {
            podman.Flag("driver", Driver?.Text ?? ImageDriver);
        }

        if (Image is { } image)
        {
            podman.Flag("opt", $"image={ImageDefinition?.Reference ?? image.Text}");
        }

        AddOption("type", Type);
        AddOption("device", Device);
        if (MountOptions.Count > 0)
        {
            podman.Flag("opt", $"o={string.Join(',', MountOptions)}");
        }

        if (Copy is { } copy)
        {
            podman.Flag("opt", copy.IsTrue ? "copy" : "nocopy");
        }

        void AddOption(string name, Setting? setting)
        {
            if (setting is not null)
            {
                podman.Flag("opt", $"{name}={setting.Text}");
            }
        }
    }

    public override void End(CommandLine podman) => podman.Add(Name.ToString());
}
