// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Prerequisites;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Prerequisites.PrerequisiteTargets;

namespace RootfulContainers.Definitions.Kinds.Builds;

/// <summary>The keys of <c>NAME.build.toml</c>, in the order of the manual.</summary>
internal static class BuildKeys
{
    public static readonly ConfigurationKeySet All = new(
        PrerequisiteKeys.General,
        Source,
        PrerequisiteKeys.Registry,
        Result,
        Run,
        PrerequisiteKeys.Last
    )
    {
        Foreign = PrerequisiteKeys.Foreign(
            "Build",
            (
                "creds",
                "everybody can read podman's arguments; write 'authfile', a file that 'podman login --authfile' makes"
            ),
            ("setworkingdirectory", "write 'context', the directory or the URL")
        ),
    };

    private static IReadOnlyList<ConfigurationKey> Source =>
        [
            new(
                "context",
                ValueKind.String,
                PropertyOf<BuildDefinition>(static (b, s) => b.Context = s),
                "Directory, archive or URL that the image is built from. This or 'file' is required."
            )
            {
                Default = "the directory of 'file'",
                Example = "\"/srv/shop\"",
                Check = ValueChecks.BuildContext,
                TakesHome = true,
                Synonyms = ["SetWorkingDirectory", "working_directory"],
            },
            new(
                "file",
                ValueKind.String,
                PropertyOf<BuildDefinition>(static (b, s) => b.File = s, "file"),
                "File with the instructions, in the context if it is not an absolute path."
            )
            {
                Default = "Containerfile or Dockerfile in the context",
                Example = "\"/srv/shop/Containerfile\"",
                Check = ValueChecks.NotEmpty,
                TakesHome = true,
                Synonyms = ["containerfile", "dockerfile"],
            },
            new(
                "tag",
                ValueKind.String,
                PropertyOf<BuildDefinition>(static (b, s) => b.Tag = s.Text, "tag"),
                "Name of the image, which the containers get for NAME.build."
            )
            {
                Default = "localhost/NAME",
                Example = "\"localhost/shop:1\"",
                Check = ValueChecks.PulledImage,
                Synonyms = ["ImageTag", "image"],
            },
            new(
                "tags",
                StringList,
                PropertyOf<BuildDefinition>(static (b, s) => b.Tags = s.Texts, "tag"),
                "More names of the image."
            )
            {
                Example = "[\"localhost/shop:latest\"]",
                Check = ValueChecks.PulledImage,
            },
            new("target", ValueKind.String, PodmanFlag("target"), "Stage to build.")
            {
                Default = "the last",
                Example = "\"release\"",
                Check = ValueChecks.Word,
            },
            new("args", StringMap, PodmanFlag("build-arg"), "Arguments of the build; everybody can read them.")
            {
                Example = "VERSION = \"1.4\"",
                CheckName = ValueChecks.EnvironmentName,
                Synonyms = ["BuildArg", "build_args"],
            },
            new(
                "env",
                StringMap,
                PropertyOf<BuildDefinition>(static (b, s) => b.Variables = s.Values, "env"),
                "Environment variables of the image."
            )
            {
                Example = "PORT = \"8080\"",
                CheckName = ValueChecks.EnvironmentName,
                Secret = true,
                Synonyms = ["Environment"],
            },
            new(
                "secrets",
                StringList,
                PodmanFlag("secret"),
                "Secrets of the build, as id=ID,src=FILE or id=ID,env=VARIABLE."
            )
            {
                Example = "[\"id=token,src=/etc/shop.token\"]",
                Check = ValueChecks.NotEmpty,
                TakesHome = true,
            },
            new("pull", ValueKind.String, PodmanFlag("pull"), "When to pull the images that it is built from.")
            {
                Default = "\"missing\"",
                Example = "\"newer\"",
                Choices = ["always", "missing", "never", "newer"],
                Synonyms = ["policy"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Result =>
        [
            new("labels", StringMap, PodmanFlag("label"), "Labels of the image.")
            {
                Example = "role = \"frontend\"",
                CheckName = ValueChecks.MapName,
                Synonyms = ["Label"],
            },
            new("annotations", StringMap, PodmanFlag("annotation"), "OCI annotations of the image.")
            {
                Example = "\"org.opencontainers.image.authors\" = \"Jane\"",
                CheckName = ValueChecks.MapName,
                Synonyms = ["Annotation"],
            },
            new(
                "ignore_file",
                ValueKind.String,
                PropertyOf<BuildDefinition>(static (b, s) => b.IgnoreFile = s, "ignorefile"),
                "File that says what of the context is left out."
            )
            {
                Default = ".containerignore or .dockerignore in the context",
                Example = "\"/srv/shop/.ignore\"",
                Check = ValueChecks.NotEmpty,
                TakesHome = true,
            },
            new(
                "force_rm",
                ValueKind.Boolean,
                PodmanFlag("force-rm"),
                "Remove intermediate containers of a build that fails."
            )
            {
                Default = "true",
                Example = "false",
            },
        ];

    private static IReadOnlyList<ConfigurationKey> Run =>
        [
            new("network", ValueKind.String, PodmanFlag("network"), "Network of what the build runs.")
            {
                Default = "podman's, without root",
                Example = "\"host\"",
                Check = ValueChecks.BuildNetwork,
                Synonyms = ["networks"],
            },
            new("dns", StringList, PodmanListFlag("dns"), "Name servers of what the build runs.")
            {
                Example = "[\"9.9.9.9\"]",
                Check = ValueChecks.Address,
            },
            new("dns_options", StringList, PodmanListFlag("dns-option"), "Options of its resolver.")
            {
                Example = "[\"ndots:1\"]",
                Check = ValueChecks.Word,
                Synonyms = ["DNSOption"],
            },
            new("dns_search", StringList, PodmanListFlag("dns-search"), "Domains that it looks names up in.")
            {
                Example = "[\"example.com\"]",
                Check = ValueChecks.Domain,
            },
            new(
                "volumes",
                StringList,
                PodmanFlag("volume").Into(static (b, s) => ((BuildDefinition)b).Volumes = s.Texts),
                "Directories of the host in what the build runs, as HOST:CONTAINER[:OPTIONS]."
            )
            {
                Example = "[\"/srv/cache:/cache\"]",
                Check = ValueChecks.BuildVolume,
                TakesHome = true,
            },
            new("groups", StringList, PodmanListFlag("group-add"), "More groups of what the build runs.")
            {
                Example = "[\"keep-groups\"]",
                Check = ValueChecks.ContainerUser,
                Synonyms = ["GroupAdd"],
            },
        ];
}
