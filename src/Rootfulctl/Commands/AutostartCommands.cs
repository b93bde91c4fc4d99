// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Systemd;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>enable</c> and <c>disable</c>: whether containers start at boot.</summary>
internal static class AutostartCommands
{
    public static Command Enable() => Create("enable", "Have containers start at boot", wanted: true);

    public static Command Disable() => Create("disable", "Have containers not start at boot", wanted: false);

    private static Command Create(string name, string description, bool wanted)
    {
        var names = UnitCommands.Names();
        var now = new Option<bool>("--now") { Description = wanted ? "Start them as well" : "Stop them as well" };
        var command = new Command(name, description) { names, now };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            var targets = result
                .GetRequiredValue(names)
                .Select(word => Target.Find(word, definitions))
                .DistinctBy(t => t.Name)
                .ToList();
            // All or none: a definition that is missing is no reason to leave the others half done.
            foreach (var target in targets)
            {
                Autostart.RequireDefinition(target);
            }

            using var bus = SystemBus.Connect();
            Set(bus, targets, definitions, wanted);

            return
                !result.GetValue(now)
                || (
                    wanted
                        ? UnitCommands.Run(bus, definitions, targets, "StartUnit", "runs", hasTimers: true)
                        : UnitCommands.Run(bus, definitions, targets, "StopUnit", "stopped", hasTimers: true)
                )
                ? 0
                : ExitStatus.Failed;
        });
        return command;
    }

    /// <summary>systemd reads what was written, also before something failed, or what an earlier command wrote.</summary>
    private static void Set(SystemBus bus, IReadOnlyList<Target> targets, DefinitionSet definitions, bool wanted)
    {
        var isChanged = false;
        try
        {
            foreach (var target in targets)
            {
                var done = Autostart.Set(target, definitions, wanted);
                isChanged |= done is not null;
                CommandRun.Say(done ?? $"{target.Name} {(wanted ? "starts" : "does not start")} at boot as it is");
                if (!wanted && Autostart.Links(target.Name).Any())
                {
                    Unlink(target.Name);
                }
            }
        }
        finally
        {
            if (isChanged || !AreLoaded(targets))
            {
                bus.Reload();
            }
        }
    }

    private static bool AreLoaded(IEnumerable<Target> targets)
    {
        var definitions = DefinitionSet.Load();
        return targets.All(t =>
            definitions.Find(t.Name) is not { IsMasked: false } definition
            || GeneratedUnits.AreLoaded(definition, definitions)
        );
    }

    private static void Unlink(ContainerName name)
    {
        var unit = SystemUnits.Container(name);
        HostProgram.Run("systemctl", "disable", "--quiet", unit);
        CommandRun.Say($"ran 'systemctl disable {unit}'");
    }
}
