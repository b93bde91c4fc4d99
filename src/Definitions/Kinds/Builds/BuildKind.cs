// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Builds;

/// <summary><c>NAME.build.toml</c>: an image that a user's podman builds.</summary>
internal sealed class BuildKind() : PrerequisiteKind(DefinedImage.Build, "a build", static () => BuildKeys.All)
{
    protected override Prerequisite New(ContainerName name, string path, string fingerprint, SettingList settings) =>
        new BuildDefinition(name, path, fingerprint, settings);
}
