// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>What belongs to the unit that holds the container's processes, whichever that is.</summary>
internal static class ContainerProcesses
{
    public static void Add(UnitSection service, ContainerDefinition definition)
    {
        PodmanMemory.Add(service, definition);
        // conmon is the main process: it ends with the container's exit status.
        service
            .Add("Type", "forking")
            .Add("PIDFile", $"%t/{StatePaths.UserFile(definition.Name, StatePaths.ConmonProcessId)}")
            // podman makes its own cgroups below this one (--cgroups=split).
            .Add("Delegate", "yes")
            .Add("KillMode", "mixed")
            .AddWords("SuccessExitStatus", [$"{ExitStatus.Stopped}", .. definition.SuccessStatuses]);
        if (definition.ReloadCommand is { } reload)
        {
            var command = definition.Podman.Add(["exec", definition.Name.ToString()]).Add(reload.Texts);
            service.Add("ExecReload", command.ToString());
        }
        else if (definition.ReloadSignal is { } signal)
        {
            service.Add("ExecReload", Command(definition, "kill", $"--signal={signal.Text}"));
        }
    }

    public static string Command(ContainerDefinition definition, params ReadOnlySpan<string> words)
    {
        var command = definition.Podman;
        foreach (var word in words)
        {
            command.Add(word);
        }

        return command.Add(definition.PodmanName).ToString();
    }
}
