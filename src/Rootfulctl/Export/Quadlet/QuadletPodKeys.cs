// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Rootfulctl.Export.Quadlet.QuadletRules;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Quadlet.QuadletUnit>;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>
/// What the keys of a pod are in a <c>.pod</c> file: mostly what those of a container are in a <c>.container</c> file. For what Quadlet
/// of podman 5.4 has no key, the flag stands in PodmanArgs=.
/// </summary>
internal static class QuadletPodKeys
{
    public static readonly KeyRules<QuadletUnit> Rules = new(
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["hostname"] = Option("hostname"),
            ["labels"] = Option("label"),
            ["shm_size"] = Option("shm-size"),
            ["exit_policy"] = Option("exit-policy"),
            ["stop_timeout"] = Rule.Lost("Quadlet before podman 5.7 always gives a pod's own container 10 seconds"),
            ["replace"] = AlwaysReplaced("pod"),
        },
        QuadletContainerKeys.Rules.Find
    );
}
