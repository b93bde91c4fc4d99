// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Prerequisites.PrerequisiteTargets;

namespace RootfulContainers.Definitions.Kinds.Volumes;

/// <summary>The keys of <c>NAME.volume.toml</c>, in the order of the manual.</summary>
internal static class VolumeKeys
{
    public static readonly ConfigurationKeySet All = new(PrerequisiteKeys.General, Rows, PrerequisiteKeys.Last)
    {
        Foreign = PrerequisiteKeys.Foreign(
            "Volume",
            ("volumename", "a volume has the name of its file, NAME.volume.toml"),
            ("group", "write gid, the group's number")
        ),
    };

    private static IReadOnlyList<ConfigurationKey> Rows =>
        [
            new(
                "driver",
                ValueKind.String,
                PropertyOf<VolumeDefinition>(static (v, s) => v.Driver = s, "driver"),
                "Driver of the volume."
            )
            {
                Default = "\"local\", or \"image\" with an image",
                Example = "\"local\"",
                Check = ValueChecks.Word,
            },
            new(
                "image",
                ValueKind.String,
                PropertyOf<VolumeDefinition>(static (v, s) => v.ImageSetting = s, "opt=image"),
                "Image whose files the volume has, or NAME.image or NAME.build."
            )
            {
                Example = "\"docker.io/library/caddy:2\"",
                Check = ValueChecks.Image,
            },
            new(
                "type",
                ValueKind.String,
                PropertyOf<VolumeDefinition>(static (v, s) => v.Type = s, "opt=type"),
                "Type of the file system that is mounted, as of mount(8); needs 'device'."
            )
            {
                Example = "\"tmpfs\"",
                Check = ValueChecks.Word,
            },
            new(
                "device",
                ValueKind.String,
                PropertyOf<VolumeDefinition>(static (v, s) => v.Device = s, "opt=device"),
                "What is mounted as the volume: a directory, a device or the like."
            )
            {
                Example = "\"tmpfs\"",
                Check = ValueChecks.NotEmpty,
                TakesHome = true,
            },
            new(
                "options",
                StringList,
                PropertyOf<VolumeDefinition>(static (v, s) => v.Options = s, "opt=o"),
                "Options of the mount, as of mount(8)."
            )
            {
                Example = "[\"nodev\", \"noexec\"]",
                Check = ValueChecks.MountOption,
            },
            new(
                "copy",
                ValueKind.Boolean,
                PropertyOf<VolumeDefinition>(static (v, s) => v.Copy = s),
                "Fill the empty volume with what the image has where it is mounted."
            )
            {
                Default = "true",
                Example = "false",
            },
            new(
                "uid",
                ValueKind.Integer,
                PropertyOf<VolumeDefinition>(static (v, s) => v.Uid = s),
                "Owner of the volume's files, as the container sees them."
            )
            {
                Example = "999",
            },
            new("gid", ValueKind.Integer, PropertyOf<VolumeDefinition>(static (v, s) => v.Gid = s), "Their group.")
            {
                Example = "999",
            },
            new("labels", StringMap, PodmanFlag("label"), "Labels of the volume.")
            {
                Example = "backup = \"daily\"",
                CheckName = ValueChecks.MapName,
                Synonyms = ["Label"],
            },
        ];
}
