// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Images;

/// <summary><c>NAME.image.toml</c>: an image that a user's podman pulls.</summary>
internal sealed class ImageKind() : PrerequisiteKind(DefinedImage.Image, "an image", static () => ImageKeys.All)
{
    protected override Prerequisite New(ContainerName name, string path, string fingerprint, SettingList settings) =>
        new ImageDefinition(name, path, fingerprint, settings);
}
