// SPDX-License-Identifier: BSD-2-Clause

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>User manager: <c>podman container init</c>; the unit that holds the container's processes.</summary>
internal static class InitUnit
{
    public static UnitFile Plan(ContainerDefinition definition)
    {
        var name = definition.Name;
        var unit = new UnitFile(UserUnits.Init(name));
        unit.Unit.Add("Description", $"Initialize rootful container {name}")
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path))
            .Add("BindsTo", UserUnits.Create(name))
            .Add("After", UserUnits.Create(name));
        // conmon is the main process: it ends with the container's exit status.
        unit.Service.Add("SyslogIdentifier", "%N")
            .Add("Type", "forking")
            .Add("PIDFile", $"%t/{StatePaths.UserFile(name, StatePaths.ConmonProcessId)}")
            // podman makes its own cgroups below this one (--cgroups=split).
            .Add("Delegate", "yes")
            .Add("KillMode", "mixed")
            .AddWords("SuccessExitStatus", [$"{ExitStatus.Stopped}", .. definition.SuccessStatuses])
            .Add("Environment", $"{UserUnits.DefinitionVariable}={definition.Fingerprint}")
            .Add("ExecStart", Command(definition, "container", "init"));
        if (definition.ReloadCommand is { } reload)
        {
            var command = definition.Podman.Add(["exec", name.ToString()]).Add(reload.Texts);
            unit.Service.Add("ExecReload", command.ToString());
        }
        else if (definition.ReloadSignal is { } signal)
        {
            unit.Service.Add("ExecReload", Command(definition, "kill", $"--signal={signal.Text}"));
        }

        // rootful-start@ has stopped what ran: here is only a container that was never started, which would sit out its
        // whole stop timeout because nothing in it handles the signal yet.
        unit.Service.Add("ExecStop", Command(definition, "stop", "--ignore", "--time=0"));
        return unit;
    }

    private static string Command(ContainerDefinition definition, params ReadOnlySpan<string> words)
    {
        var command = definition.Podman;
        foreach (var word in words)
        {
            command.Add(word);
        }

        return command.Add(definition.Name.ToString()).ToString();
    }
}
