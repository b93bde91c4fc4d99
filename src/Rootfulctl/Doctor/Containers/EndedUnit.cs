// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>How its units are.</summary>
internal static class EndedUnit
{
    public static readonly ContainerCheck Check = new(
        "state",
        "it has not failed, and runs from its definition as it is",
        Find
    );

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        var listed = container.Listed;
        if (listed.StateText is Words.Failed or Words.Restarting or Words.Masked)
        {
            var units = container.Host.Bus.Properties([
                SystemUnits.Container(container.Name),
                SystemUnits.Network(container.Name),
            ]);
            yield return Finding.Error(
                Reason.Of(container.Host.Bus, container.Host.Definitions, listed.Definition, units[0], units[1])
                    ?? $"it is {listed.StateText}",
                listed.StateText == Words.Restarting ? "it does not run; systemd starts it again" : "it does not run",
                listed.StateText == Words.Masked
                        ? $"remove the link to /dev/null, or 'systemctl unmask {units[0].Unit}'"
                    : listed.IsUndefined
                        // There is nothing to start it from.
                        ? $"systemctl {(listed.StateText == Words.Failed ? "reset-failed" : "stop")} {string.Join(' ', units.Where(u => u.State.Active != "inactive").Select(u => u.Unit))}"
                    : $"rootfulctl status {container.Name} shows more; then: {string.Join(" && ", Restart(container))}"
            );
        }
        else if (container.Host.IsOutdated(listed))
        {
            yield return Finding.Warning(
                "it runs from an earlier definition than there is now",
                "what was edited since has no effect yet",
                $"rootfulctl restart {container.Name}"
            );
        }
        else if (container.Host.ChangedNetworks.Of(listed).FirstOrDefault() is { } network)
        {
            yield return Finding.Warning(
                $"network {network} is as an earlier definition of it has it, and changes when nothing is on it",
                "what was edited since has no effect yet, and a restart of this container alone fails",
                "rootfulctl up"
            );
        }
    }

    /// <summary>What it needs is made again before.</summary>
    private static IEnumerable<string> Restart(ExaminedContainer container) =>
        ListedPrerequisite
            .GoneOf(container.Host.Definitions, container.Listed.Definition)
            .Select(p => p.Remake)
            .Append($"rootfulctl restart {container.Name}");
}
