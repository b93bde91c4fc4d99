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
            var mistakes = definitions.Mistakes.ToList();
            foreach (var mistake in mistakes)
            {
                StandardStream.WriteError(MistakeText.Of(mistake, paint: false));
            }

            var outdated = RunningDefinition.Outdated(Inventory.Read(definitions, bus));
            var areUp = UnitCommands.Run(
                bus,
                [.. outdated.Select(c => new Target(c.Name, c.Definition, c.State))],
                "RestartUnit",
                "runs"
            );
            return areUp && mistakes.Count == 0 ? 0 : CommandRun.Failed;
        });
        return command;
    }
}
