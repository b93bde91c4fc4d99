// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: <c>podman create</c>, undone by <c>podman rm</c>.</summary>
internal static class CreateUnit
{
    public static UnitFile Plan(ContainerDefinition definition)
    {
        var name = definition.Name;
        var unit = new UnitFile(UserUnits.Create(name));
        unit.Unit.Add("Description", $"Create rootful container {name}")
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            // Also keeps the init unit loaded when it has ended: with it the manager would forget the exit status.
            .Add("Before", UserUnits.Init(name))
            // Without the network helper's files podman would make directories in their place and mount those.
            .Add("AssertPathExists", StatePaths.File(name, StatePaths.ResolvConf));
        // The network helper finds podman's messages by it when the unit fails.
        unit.Service.Add("SyslogIdentifier", "%N")
            // The ids and names that podman prints are no message; a failure would begin with the last one.
            .Add("StandardOutput", "null")
            // Without it podman's errors would go the same way.
            .Add("StandardError", "journal")
            .Add("Type", "oneshot")
            .Add("RemainAfterExit", "yes")
            .Add("RuntimeDirectory", StatePaths.UserDirectory(name))
            // podman stores the socket with the container and sends READY=1 to it from podman start.
            .Add("Environment", $"NOTIFY_SOCKET={StatePaths.File(name, StatePaths.Notify)}");
        if (definition.Settings["auto_update"] is not null)
        {
            // podman makes a label of it: the unit that podman auto-update restarts.
            unit.Service.Add("Environment", $"PODMAN_SYSTEMD_UNIT={UserUnits.Update(name)}");
        }

        var create = Create(definition, unit.Service);
        // Pulling an image can take any time.
        unit.Service.Add("TimeoutStartSec", "infinity")
            .Add("ExecStart", create.ToString())
            // Not ExecStop=, which does not run after a failed start. Not by name, which may be that of a container of the user's own.
            .Add(
                "ExecStopPost",
                Podman
                    .For(definition.Settings)
                    .Add(["rm", "--force", "--ignore", "--volumes"])
                    .Verbatim(IdFile(name))
                    .ToString()
            );
        return unit;
    }

    private static string IdFile(ContainerName name) =>
        $"--cidfile=%t/{StatePaths.UserFile(name, StatePaths.ContainerId)}";

    private static CommandLine Create(ContainerDefinition definition, UnitSection service)
    {
        var name = definition.Name.ToString();
        var settings = definition.Settings;
        var command = Podman
            .For(settings)
            .Add("create")
            .Add(settings["replace"] is { IsTrue: true } ? ["--replace"] : [])
            .Flag("name", name)
            .Flag("network", "none")
            .Flag("cgroups", "split")
            .Verbatim(IdFile(definition.Name))
            .Verbatim($"--pidfile=%t/{StatePaths.UserFile(definition.Name, StatePaths.ProcessId)}")
            .Verbatim($"--conmon-pidfile=%t/{StatePaths.UserFile(definition.Name, StatePaths.ConmonProcessId)}")
            .Flag("sdnotify", settings["notify"]?.Text ?? "conmon")
            .Flag("log-driver", settings["log.driver"]?.Text ?? "journald")
            .Flag("stop-timeout", definition.StopTimeout)
            .Flag("volume", $"{StatePaths.File(definition.Name, StatePaths.ResolvConf)}:/etc/resolv.conf:ro")
            .Flag("volume", $"{StatePaths.File(definition.Name, StatePaths.Hosts)}:/etc/hosts:ro");
        foreach (var setting in settings)
        {
            AddFlags(command, setting);
        }

        EnvironmentVariables.Add(service, command, settings["env"]);
        AddSpecialFlags(command, settings);
        command.Add(settings.Texts("podman_args"));
        return settings["rootfs"] is { } rootfs
            ? command.Add("--rootfs").Add(rootfs.Text).Add(settings.Texts("command"))
            : command.Add(settings["image"]!.Text).Add(settings.Texts("command")); // required, or the plan refuses
    }

    private static void AddFlags(CommandLine command, Setting setting)
    {
        var (place, flag) = setting.Key.Target;
        switch (place)
        {
            case TargetPlace.CreateFlag:
                foreach (var value in setting.Values)
                {
                    command.Flag(flag, value.Name is null ? value.Text : $"{value.Name}={value.Text}");
                }

                break;
            case TargetPlace.CreateListFlag:
                foreach (var value in setting.Values)
                {
                    command.Flag(
                        flag,
                        Podman.ListField(value.Name is null ? value.Text : $"{value.Name}={value.Text}")
                    );
                }

                break;
            case TargetPlace.SecurityOption when setting.Key.Kind == ValueKind.Boolean:
                if (setting.IsTrue)
                {
                    command.Flag("security-opt", flag);
                }

                break;
            case TargetPlace.SecurityOption:
                command.Flag("security-opt", flag + string.Join(':', setting.Values.Select(v => v.Text)));
                break;
            default:
                break;
        }
    }

    private static void AddSpecialFlags(CommandLine command, SettingList settings)
    {
        if (settings["run_as"] is { } user)
        {
            command.Flag("user", settings["group"] is { } group ? $"{user.Text}:{group.Text}" : user.Text);
        }

        if (settings["entrypoint"] is not null)
        {
            command.Flag("entrypoint", Podman.JsonArray(settings.Texts("entrypoint")));
        }

        AddHealthCommand(command, "health-cmd", settings["health.command"]);
        AddHealthCommand(command, "health-startup-cmd", settings["health.startup.command"]);
        if (settings["auto_update"] is { } update)
        {
            command.Flag("label", $"io.containers.autoupdate={update.Text}");
        }
    }

    private static void AddHealthCommand(CommandLine command, string flag, Setting? setting)
    {
        if (setting is not null)
        {
            // A list is a command without "CMD" as well; with it podman would take the list apart at its spaces.
            var words = setting.Values.Select(v => v.Text);
            command.Flag(flag, Podman.JsonArray(setting.Text == "CMD" ? words.Skip(1) : words));
        }
    }
}
