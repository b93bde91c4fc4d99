// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Volumes;

/// <summary><c>NAME.volume.toml</c>: a volume of a user's podman.</summary>
internal sealed class VolumeKind() : PrerequisiteKind(PrerequisiteTable.Volume, "a volume", static () => VolumeKeys.All)
{
    protected override Prerequisite New(ContainerName name, string path, string fingerprint, SettingList settings) =>
        new VolumeDefinition(name, path, fingerprint, settings);
}
