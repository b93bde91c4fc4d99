// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Systemd;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>up</c>: what was edited becomes what runs.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var command = new Command("up", "Have systemd read all definitions, and restart what runs from an earlier one");
        command.Run(_ =>
        {
            using var bus = SystemBus.Connect();
            bus.Reload();
            var definitions = DefinitionSet.Load();
            var errors = definitions.Errors.ToList();
            foreach (var error in errors)
            {
                StandardStream.WriteError(DiagnosticText.Of(error, paint: false));
            }

            var containers = Inventory.Read(definitions, bus);
            var outdated = RunningDefinition.Outdated(containers, out var silent);
            foreach (var container in silent)
            {
                CommandRun.Say(
                    $"{container.Name}: whether it runs from its present definition is not known, as the service manager of its user does not answer"
                );
            }

            var networks = new ChangedNetworks(definitions);
            var keepers = containers.Where(c => !RunningDefinition.IsComparable(c) && networks.Of(c).Any()).ToList();
            foreach (var container in keepers)
            {
                CommandRun.Say(
                    $"{container.Name}: {string.Join(", ", networks.Of(container))} cannot be changed as long as it runs, and what else is on that is not restarted"
                );
            }

            var kept = keepers.SelectMany(networks.Of).ToHashSet(StringComparer.Ordinal);
            var toRestart = containers
                .Where(RunningDefinition.IsComparable)
                .Where(c => outdated.Contains(c) || networks.Of(c).Any())
                .Where(c => !networks.Of(c).Any(kept.Contains));
            var areUp = UnitCommands.Run(
                bus,
                definitions,
                [.. toRestart.Select(c => new Target(c.Name, c.Definition, c.State))],
                "RestartUnit",
                "runs"
            );
            return areUp && errors.Count == 0 && silent.Count == 0 && keepers.Count == 0 ? 0 : ExitStatus.Failed;
        });
        return command;
    }
}
