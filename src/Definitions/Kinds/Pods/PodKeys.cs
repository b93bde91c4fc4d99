// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Kinds.Containers;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Pods;

/// <summary>The keys of <c>NAME.pod.toml</c>, in the order of the manual. Most are those of a container.</summary>
internal static class PodKeys
{
    /// <summary>Of a container, and not of a pod.</summary>
    private static readonly string[] OfContainer =
    [
        "type",
        "remain_after_exit",
        "network_namespace",
        "network_of",
        "pod",
        "start_with_pod",
        "expose",
    ];

    public static readonly ConfigurationKeySet All = new(
        OfPod(ContainerKeys.General),
        Own,
        OfPod(ContainerKeys.Podman),
        OfPod(ContainerNetworkKeys.Rows),
        OfPod(ServiceKeys.Rows)
    )
    {
        Foreign = ForeignWords.Pod,
    };

    private static IReadOnlyList<ConfigurationKey> OfPod(IReadOnlyList<ConfigurationKey> rows) =>
        [
            .. rows.Where(r =>
                !OfContainer.Contains(r.Path, StringComparer.Ordinal)
                && !r.Path.StartsWith("timer.", StringComparison.Ordinal)
            ),
        ];

    private static IReadOnlyList<ConfigurationKey> Own =>
        [
            new(
                "hostname",
                ValueKind.String,
                CreateFlag("hostname").Into(static (c, s) => c.Hostname = s),
                "Host name of the pod's containers."
            )
            {
                Default = "the pod's name",
                Example = "\"shop\"",
                Check = ValueChecks.Hostname,
            },
            new("labels", StringMap, CreateFlag("label"), "Labels of the pod.")
            {
                Example = "team = \"storefront\"",
                CheckName = ValueChecks.MapName,
            },
            new(
                "volumes",
                StringList,
                CreateFlag("volume").Into(static (c, s) => c.Volumes = s.Texts),
                "Volumes and bind mounts of all containers of the pod, as [SOURCE:]DESTINATION[:OPTIONS]."
            )
            {
                Example = "[\"/srv/www:/srv:ro\"]",
                Check = ValueChecks.Volume,
                TakesHome = true,
            },
            new("shm_size", Size, CreateFlag("shm-size"), "Size of /dev/shm, which the containers share.")
            {
                Default = "64m",
                Example = "\"256m\"",
            },
            new(
                "exit_policy",
                ValueKind.String,
                Property(static (c, s) => c.StopsWithLast = s.Text == "stop"),
                "What happens when the last container has ended."
            )
            {
                Default = "\"stop\"",
                Example = "\"continue\"",
                Choices = ["stop", "continue"],
            },
            new(
                "replace",
                ValueKind.Boolean,
                Property(static (c, s) => c.Replaces = s.IsTrue),
                "Remove a pod of the user's own that has the name."
            )
            {
                Default = "false",
                Example = "true",
            },
            new(
                "stop_timeout",
                ValueKind.Integer,
                Property(static (c, s) => c.StopTimeout = long.Parse(s.Text, CultureInfo.InvariantCulture)),
                "Seconds that the pod's own container has to stop; the others have their own."
            )
            {
                Default = "10",
                Example = "30",
            },
        ];
}
