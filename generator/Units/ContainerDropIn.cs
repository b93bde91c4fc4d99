// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator.Units;

/// <summary>System manager: what <c>rootful-container@NAME.service</c> supervises.</summary>
internal static class ContainerDropIn
{
    // SIGUSR1 ends the supervisor when the container's user wants it restarted.
    private const string RestartSignal = "SIGUSR1";

    public static UnitFile Plan(PlannedContainer container, string supervisor, string helper)
    {
        var definition = container.Definition;
        var settings = definition.Settings;
        var unit = new UnitFile(UnitNames.DropIn(UnitNames.Container(definition.Name.ToString())));
        unit.Unit.Add("Description", Description(container))
            .AddWords("Documentation", settings.Texts("documentation").Select(UnitText.RawWord))
            .Add("SourcePath", UnitText.Line(definition.Path));
        AddDependencies(unit.Unit, container);
        AddSettings(unit.Unit, settings, TargetPlace.ContainerUnit);
        var uid = container.Uid.ToString(CultureInfo.InvariantCulture);
        unit.Service.Add("User", uid);
        var command = new CommandLine(supervisor).Add(definition.Name.ToString()).Flag("user", uid);
        List<string> success = [.. settings.Texts("service.success_exit_status")];
        if (settings["auto_update"] is not null)
        {
            command.Add("--restartable");
            success.Add(RestartSignal);
            // Only root may have it restarted; "+" is root, without the sandbox.
            unit.Service.Add("ExecStopPost", "")
                .Add(
                    "ExecStopPost",
                    "+" + new CommandLine(helper).Add(["ended", definition.Name.ToString(), "--restartable"])
                );
            if (settings["service.restart"] is null)
            {
                // An update that fails is rolled back by a restart with the old image, which nobody would bring about.
                unit.Service.Add("Restart", "on-failure");
            }
        }

        unit.Service.Add("ExecStart", "")
            .Add("ExecStart", command.ToString())
            // The template's are those of a missing or broken definition. A container may exit with the same.
            .Add("RestartPreventExitStatus", "");
        if (settings["reload_command"] is not null || settings["reload_signal"] is not null)
        {
            var reload = new CommandLine(supervisor).Add(definition.Name.ToString()).Flag("user", uid).Add("--reload");
            unit.Service.Add("ExecReload", reload.ToString());
        }

        unit.Service.AddWords("SuccessExitStatus", success).Add("TimeoutStopSec", StartUnit.StopLimit(definition));
        AddSettings(unit.Service, settings, TargetPlace.ContainerService);
        return unit;
    }

    /// <summary>Makes the start of a broken definition fail with its mistakes, one argument each.</summary>
    public static UnitFile Refuse(ContainerName name, string path, IEnumerable<Diagnostic> diagnostics, string helper)
    {
        var unit = new UnitFile(UnitNames.DropIn(UnitNames.Container(name.ToString())));
        unit.Unit.Add("SourcePath", UnitText.Line(path));
        var command = new CommandLine(helper)
            .Add(["refuse", name.ToString()])
            .Add(diagnostics.Select(d => d.ToString()));
        unit.Service.Add("ExecStart", "").Add("ExecStart", command.ToString());
        return unit;
    }

    private static string Description(PlannedContainer container) =>
        UnitText.Line(
            container.Definition.Settings["description"]?.Text
                ?? $"Container {container.Definition.Name} of {container.Definition.User!.Text}"
        );

    private static void AddDependencies(UnitSection section, PlannedContainer container)
    {
        string[] own = [UnitNames.UserManager(container.Uid)];
        var directives = new Dictionary<string, List<string>>(StringComparer.Ordinal)
        {
            ["Requires"] = [.. own],
            ["After"] = [.. own],
        };
        foreach (var setting in container.Definition.Settings)
        {
            if (setting.Key.Target is { Place: TargetPlace.ContainerDependency, Name: var directive })
            {
                Add(directive, setting);
                if (StartOrder.NeedsAfter(directive))
                {
                    Add("After", setting);
                }
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

            units.AddRange(setting.Values.Select(v => UnitNames.Dependency(v.Text)).Where(u => !units.Contains(u)));
        }
    }

    private static void AddSettings(UnitSection section, SettingList settings, TargetPlace place)
    {
        foreach (var setting in settings)
        {
            if (setting.Key.Target.Place == place && setting.Key.Path != "documentation")
            {
                foreach (var value in setting.Values)
                {
                    // [systemd.*] is verbatim: specifiers and quotes there are the admin's own.
                    section.Add(
                        value.Name ?? setting.Key.Target.Name,
                        value.Name is null ? UnitText.Line(value.Text) : value.Text
                    );
                }
            }
        }
    }
}
