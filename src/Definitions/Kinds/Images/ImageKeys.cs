// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;
using static RootfulContainers.Definitions.Kinds.Prerequisites.PrerequisiteTargets;

namespace RootfulContainers.Definitions.Kinds.Images;

/// <summary>The keys of <c>NAME.image.toml</c>, in the order of the manual.</summary>
internal static class ImageKeys
{
    public static readonly ConfigurationKeySet All = new(
        PrerequisiteKeys.General,
        Source,
        PrerequisiteKeys.Registry,
        Rows,
        PrerequisiteKeys.Last
    )
    {
        Foreign = PrerequisiteKeys.Foreign(
            "Image",
            (
                "creds",
                "everybody can read podman's arguments; write 'authfile', a file that 'podman login --authfile' makes"
            )
        ),
    };

    private static IReadOnlyList<ConfigurationKey> Source =>
        [
            new(
                "image",
                ValueKind.String,
                PropertyOf<ImageDefinition>(static (i, s) => i.Source = s.Text),
                "Image to pull, from a registry or as TRANSPORT:PATH."
            )
            {
                Required = true,
                Example = "\"docker.io/library/caddy:2\"",
                Check = ValueChecks.PulledImage,
            },
            new(
                "tag",
                ValueKind.String,
                PropertyOf<ImageDefinition>(static (i, s) => i.Tag = s.Text),
                "What the image is called once it is there, if it comes from a file or directory."
            )
            {
                Example = "\"localhost/shop:1\"",
                Check = ValueChecks.PulledImage,
                Synonyms = ["ImageTag"],
            },
            new("policy", ValueKind.String, PodmanFlag("policy"), "When to pull it; needs podman 5.6.")
            {
                Default = "\"always\"",
                Example = "\"missing\"",
                Choices = ["always", "missing", "never", "newer"],
                Synonyms = ["pull"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Rows =>
        [
            new("os", ValueKind.String, PodmanFlag("os"), "Operating system of the image.")
            {
                Default = "the host's",
                Example = "\"linux\"",
                Check = ValueChecks.Word,
            },
            new("all_tags", ValueKind.Boolean, PodmanFlag("all-tags"), "Pull all tags of the repository.")
            {
                Default = "false",
                Example = "true",
            },
            new("cert_dir", ValueKind.String, PodmanFlag("cert-dir"), "Directory with certificates for registries.")
            {
                Example = "\"/etc/shop.certs\"",
                Check = ValueChecks.AbsolutePath,
                TakesHome = true,
            },
            new(
                "decryption_key",
                ValueKind.String,
                PodmanFlag("decryption-key"),
                "Key of an encrypted image, as FILE[:PASSPHRASE]."
            )
            {
                Example = "\"/etc/shop.key\"",
                Check = ValueChecks.AbsolutePath,
                TakesHome = true,
            },
        ];
}
