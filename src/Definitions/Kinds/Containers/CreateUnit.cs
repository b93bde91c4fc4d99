// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: <c>podman create</c>, undone by <c>podman rm</c>; or the same of a pod.</summary>
internal sealed class CreateUnit
{
    private readonly ContainerDefinition _definition;
    private readonly UnitFile _unit;

    public CreateUnit(ContainerDefinition definition)
    {
        var name = definition.Name;
        _definition = definition;
        _unit = UserUnitFile.Begin(
            UserUnits.Create(name),
            $"Create rootful {(definition.IsPod ? "pod" : "container")} {name}",
            definition
        );
        _unit
            // Also keeps that unit loaded when it has ended: with it the manager would forget the exit status.
            .Unit.Add("Before", UserUnits.Processes(name, definition.IsNamespaceFirst))
            // Without the network helper's files podman would make directories in their place and mount those.
            .Add("AssertPathExists", StatePaths.File(name, StatePaths.ResolvConf))
            .AddWords("Requires", definition.Prerequisites.Select(p => p.Unit))
            .AddWords("After", definition.Prerequisites.Select(p => p.Unit));
        _unit
            // The ids and names that podman prints are no message; a failure would begin with the last one.
            .Service.Add("StandardOutput", "null")
            // Without it podman's errors would go the same way.
            .Add("StandardError", "journal")
            .Add("Type", "oneshot")
            .Add("RemainAfterExit", "yes")
            .Add("RuntimeDirectory", StatePaths.UserDirectory(name));
        // A container that gets podman's variables would get this one as well, where podman has none of its own for it.
        if (!definition.IsPod && (!definition.HasEnvironmentOfHost || definition.Notify is { Text: "container" }))
        {
            // podman says there that it pulls the image, and stores it with a container that says itself when it is ready.
            _unit.Service.Add("Environment", $"NOTIFY_SOCKET={StatePaths.File(name, StatePaths.Notify)}");
        }

        PodmanMemory.Add(_unit.Service, definition);
        if (definition.AutoUpdate is not null)
        {
            // podman makes a label of it: the unit that podman auto-update restarts.
            _unit.Service.Add("Environment", $"PODMAN_SYSTEMD_UNIT={UserUnits.Update(name)}");
        }

        Command = definition
            .Podman.Add(definition.IsPod ? ["pod", "create"] : ["create"])
            .Add(definition.Replaces ? ["--replace"] : [])
            .Flag("name", name.ToString());
        if (definition.Pod is { } pod)
        {
            Command.Flag("pod", pod.Text);
        }
        else
        {
            Command.Flag(
                "network",
                definition.IsNamespaceFirst ? $"ns:{StatePaths.File(name, StatePaths.Joined)}" : "none"
            );
        }

        if (definition.IsPod)
        {
            AddPod();
        }
        else
        {
            AddContainer();
        }

        // The containers of a pod have what is mounted into its own; podman refuses to mount it twice.
        if (definition.Pod is null)
        {
            Command
                .Flag("volume", $"{StatePaths.File(name, StatePaths.ResolvConf)}:/etc/resolv.conf:ro")
                .Flag("volume", $"{StatePaths.File(name, StatePaths.Hosts)}:/etc/hosts:ro");
        }
    }

    /// <summary><c>podman create</c>, to which keys add their flags.</summary>
    public CommandLine Command { get; }

    private string IdFile =>
        $"--{(_definition.IsPod ? "pod-id-file" : "cidfile")}=%t/{StatePaths.UserFile(_definition.Name, StatePaths.ContainerId)}";

    private string ConmonFile => $"%t/{StatePaths.UserFile(_definition.Name, StatePaths.ConmonProcessId)}";

    /// <param name="optionalFlags">How many flags are only for what is there.</param>
    /// <param name="supervisor">Which leaves out the others.</param>
    public UnitFile Finish(int optionalFlags, string supervisor)
    {
        EnvironmentVariables.Add(_unit.Service, Command, _definition.Variables);
        AddSpecialFlags();
        Command.Add(_definition.PodmanWords?.Texts ?? []);
        if (_definition.IsPod)
        {
            // It has an image of podman's own.
        }
        else if (_definition.Rootfs is { } rootfs)
        {
            Command.Add("--rootfs").Add(rootfs.Text);
        }
        else
        {
            Command.Add(_definition.ImageReference ?? _definition.Image!.Text); // required, or the definition is broken
        }

        // Pulling an image can take any time.
        _unit
            .Service.Add("TimeoutStartSec", "infinity")
            .Add("ExecStart", OfPresent(optionalFlags, supervisor) + Command.Add(_definition.Command))
            // Not ExecStop=, which does not run after a failed start. Not by name, which may be that of a container of the user's own.
            .Add(
                "ExecStopPost",
                _definition
                    .Podman.Add(
                        _definition.IsPod
                            ? ["pod", "rm", "--force", "--ignore"]
                            : ["rm", "--force", "--ignore", "--volumes"]
                    )
                    .Verbatim(IdFile)
                    .ToString()
            );
        return _unit;
    }

    private string OfPresent(int optionalFlags, string supervisor) =>
        optionalFlags == 0
            ? ""
            : new CommandLine(supervisor)
                .Add(_definition.Name.ToString())
                .Verbatim($"{SupervisorOptions.User}=%U")
                .Option(SupervisorOptions.IfPresent, optionalFlags.ToString(CultureInfo.InvariantCulture))
                .Add("--")
                .ToString() + " ";

    private void AddContainer() =>
        Command
            .Flag("cgroups", "split")
            .Verbatim(IdFile)
            .Verbatim($"--pidfile=%t/{StatePaths.UserFile(_definition.Name, StatePaths.ProcessId)}")
            .Verbatim($"--conmon-pidfile={ConmonFile}")
            // That podman's start has ended says the same as its message, which the supervisor may be too late for.
            .Flag("sdnotify", _definition.Notify is { Text: not "conmon" } notify ? notify.Text : "ignore")
            .Flag("log-driver", _definition.LogDriver)
            .Flag("stop-timeout", _definition.StopTimeout.ToString(CultureInfo.InvariantCulture));

    private void AddPod() =>
        Command
            .Verbatim(IdFile)
            .Flag("infra-name", _definition.PodmanName)
            .Verbatim($"--infra-conmon-pidfile={ConmonFile}")
            // podman would stop the pod also when its only container is restarted. systemd knows what that is.
            .Flag("exit-policy", "continue");

    private void AddSpecialFlags()
    {
        foreach (var mount in _definition.Mounts)
        {
            Command.Flag("mount", mount);
        }

        if (_definition.RunAs is { } user)
        {
            Command.Flag("user", _definition.Group is { } group ? $"{user.Text}:{group.Text}" : user.Text);
        }

        if (_definition.Entrypoint is { } entrypoint)
        {
            Command.Flag("entrypoint", PodmanText.JsonArray(entrypoint));
        }

        AddHealthCommand("health-cmd", _definition.HealthCommand);
        AddHealthCommand("health-startup-cmd", _definition.StartupCommand);
        if (_definition.AutoUpdate is { } update)
        {
            Command.Flag("label", $"io.containers.autoupdate={update.Text}");
        }
    }

    private void AddHealthCommand(string flag, Setting? setting)
    {
        if (setting is not null)
        {
            Command.Flag(flag, PodmanText.HealthCommand([.. setting.Texts]));
        }
    }
}
