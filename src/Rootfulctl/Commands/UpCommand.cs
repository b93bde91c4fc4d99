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

            var outdated = RunningDefinition.Outdated(Inventory.Read(definitions, bus), out var silent);
            foreach (var container in silent)
            {
                CommandRun.Say(
                    $"{container.Name}: whether it runs from its present definition is not known, as the service manager of its user does not answer"
                );
            }

            var areUp = UnitCommands.Run(
                bus,
                definitions,
                [.. outdated.Select(c => new Target(c.Name, c.Definition, c.State))],
                "RestartUnit",
                "runs"
            );
            return areUp && errors.Count == 0 && silent.Count == 0 ? 0 : ExitStatus.Failed;
        });
        return command;
    }
}
