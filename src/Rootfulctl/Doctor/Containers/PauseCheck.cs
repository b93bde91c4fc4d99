// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

internal static class PauseCheck
{
    public static readonly ContainerCheck Check = new("paused", "it is not held still", Find);

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (container.Listed.StateText == Words.Paused)
        {
            yield return Finding.Error(
                "it is paused",
                "it answers nobody, although its unit is active",
                $"rootfulctl podman {container.Name} unpause {container.Name}"
            );
        }
    }
}
