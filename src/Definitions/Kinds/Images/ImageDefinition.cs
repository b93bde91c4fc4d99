// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;

namespace RootfulContainers.Definitions.Kinds.Images;

/// <summary>One <c>NAME.image.toml</c>.</summary>
internal sealed class ImageDefinition(ContainerName name, string path, string fingerprint, SettingList settings)
    : Prerequisite(name, path, fingerprint, settings, UserUnits.Image(name), "Image")
{
    public string Source { get; set; } = "";

    /// <summary>What the image is called once it is there, when its source is no registry.</summary>
    public string? Tag { get; set; }

    public override string Reference => Tag ?? Source;

    /// <summary>An archive, as <c>docker-archive:/srv/image.tar</c>.</summary>
    public override IEnumerable<string> MountedPaths =>
        ValueChecks.Cut(Source, ':').After is { } path && !path.StartsWith("//", StringComparison.Ordinal)
            ? new[] { path.Split(':')[0] }.Where(p => ValueChecks.UnitPath(p) is null)
            : [];

    public override void Begin(CommandLine podman, UnitSection service)
    {
        // The id that it prints is no message; how far it is it says on the other.
        service.Add("StandardOutput", "null").Add("StandardError", "journal");
        podman.Add(["image", "pull"]);
    }

    public override void End(CommandLine podman) => podman.Add(Source);
}
