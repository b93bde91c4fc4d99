// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>System manager: what <c>rootful-container@NAME.service</c> supervises.</summary>
internal static class ContainerDropIn
{
    public static UnitFile Plan(PlannedContainer container, string supervisor, string helper)
    {
        var definition = container.Definition;
        var unit = new UnitFile(SystemUnits.DropIn(SystemUnits.Container(definition.Name)));
        unit.Unit.Add("Description", Description(container))
            .AddWords("Documentation", definition.Documentation.Select(UnitText.RawWord))
            .Add("SourcePath", UnitText.Line(definition.Path));
        AddDependencies(unit.Unit, container);
        var uid = container.Uid.ToString(CultureInfo.InvariantCulture);
        unit.Service.Add("User", uid);
        var stopLimit = StartUnit.StopLimit(definition);
        var command = Supervisor().Add(definition.IsReadyWhenStarted ? [SupervisorOptions.ReadyWhenStarted] : []);
        if (TimeSpanText.TryParse(stopLimit, out var microseconds))
        {
            command.Option(SupervisorOptions.StopLimit, microseconds.ToString(CultureInfo.InvariantCulture));
        }

        List<string> success = [.. definition.SuccessStatuses];
        if (definition.AutoUpdate is not null)
        {
            command.Add(SupervisorOptions.Restartable);
            // Only root may have it restarted, which the command of ExecStopPost= does when it sees that.
            success.Add(ExitStatus.RestartSignal);
            if (definition.Restart is null)
            {
                unit.Service.Add("Restart", definition.RestartPolicy);
            }
        }

        if (definition.IsJob)
        {
            command.Add(SupervisorOptions.Job);
            JobSettings.Add(unit.Service, definition, helper);
        }

        unit.Service.Add("ExecStart", "")
            .Add("ExecStart", command.ToString())
            // The template's are those of a missing or broken definition. A container may exit with the same.
            .Add("RestartPreventExitStatus", "");
        if (definition.ReloadCommand is not null || definition.ReloadSignal is not null)
        {
            unit.Service.Add("ExecReload", Supervisor().Add(SupervisorOptions.Reload).ToString());
        }

        unit.Service.AddWords("SuccessExitStatus", success).Add("TimeoutStopSec", stopLimit);
        return unit;

        CommandLine Supervisor() =>
            new CommandLine(supervisor)
                .Add(definition.Name.ToString())
                .Option(SupervisorOptions.User, uid)
                .Add(definition.IsNamespaceFirst ? [SupervisorOptions.NamespaceFirst] : []);
    }

    /// <summary>Makes the start of an invalid definition fail with its errors, one argument each.</summary>
    public static UnitFile Refuse(CheckedDefinition definition, string helper)
    {
        var unit = new UnitFile(SystemUnits.DropIn(SystemUnits.Container(definition.Name)));
        unit.Unit.Add("SourcePath", UnitText.Line(definition.Path));
        unit.Service.Add("ExecStart", "").Add("ExecStart", Refusal.Command(definition, helper));
        return unit;
    }

    private static string Description(PlannedContainer container) =>
        UnitText.Line(
            container.Definition.Description
                ?? $"{(container.Definition.IsPod ? "Pod" : "Container")} {container.Definition.Name} of {container.Definition.User!.Text}"
        );

    private static void AddDependencies(UnitSection section, PlannedContainer container)
    {
        string[] own = [SystemUnits.UserManager(container.Uid)];
        var directives = new Dictionary<string, List<string>>(StringComparer.Ordinal)
        {
            ["Requires"] = [.. own],
            ["After"] = [.. own],
        };
        if (container.Definition.SharedNetwork is { } owner)
        {
            // A restart of the other, whose network goes meanwhile, is one of this as well: PartOf= of the networks alone would stop it.
            directives["PartOf"] = [SystemUnits.Container(owner)];
            if (container.Definition.Pod is not null)
            {
                // podman would start what the pod itself has here else.
                directives["Requires"].Add(SystemUnits.Container(owner));
                directives["After"].Add(SystemUnits.Container(owner));
                directives["Wants"] = [SystemUnits.Pod(owner)];
            }
        }

        if (container.Definition is { IsPod: true, StopsWithLast: true })
        {
            directives["StopPropagatedFrom"] = [SystemUnits.Pod(container.Definition.Name)];
        }

        foreach (var setting in container.Definition.Dependencies)
        {
            var directive = setting.Key.Target.Name;
            Add(directive, setting);
            if (StartOrder.NeedsAfter(directive))
            {
                Add("After", setting);
            }
        }

        foreach (var (directive, units) in directives.OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            section.AddWords(directive, units);
        }

        void Add(string directive, Setting setting)
        {
            if (!directives.TryGetValue(directive, out var units))
            {
                directives.Add(directive, units = []);
            }

            units.AddRange(setting.Values.Select(v => SystemUnits.OfDependency(v.Text)).Where(u => !units.Contains(u)));
        }
    }
}
