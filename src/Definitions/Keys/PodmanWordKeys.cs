// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Keys;

/// <summary>The keys of what podman gets word for word, which every kind of definition has; where they go is the kind's.</summary>
internal static class PodmanWordKeys
{
    public static ConfigurationKey Arguments(KeyTarget target, string command, string example) =>
        new("podman_args", ValueKind.StringList, target, $"More arguments of {command}, one word each.")
        {
            Example = $"[\"{example}\"]",
        };

    public static ConfigurationKey GlobalArguments(KeyTarget target) =>
        new("global_args", ValueKind.StringList, target, "Arguments of podman before the subcommand, one word each.")
        {
            Example = "[\"--log-level=debug\"]",
        };

    public static ConfigurationKey Modules(KeyTarget target, string example) =>
        new("containers_conf_modules", ValueKind.StringList, target, "containers.conf(5) modules to load.")
        {
            Example = $"[\"{example}\"]",
            Check = ValueChecks.NotEmpty,
            Synonyms = ["ContainersConfModule"],
        };
}
