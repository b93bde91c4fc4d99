// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Units;
using UnitCommand = RootfulContainers.Units.CommandLine;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>A definition as the <c>.container</c> or <c>.pod</c> file of its user.</summary>
internal static class QuadletContainer
{
    // From it on everybody may bind a port, unless the host says otherwise.
    private const int FirstUnprivilegedPort = 1024;

    public static QuadletUnit Of(ContainerDefinition definition, ExportedDefinitions all)
    {
        var kind = definition.IsPod ? "Pod" : "Container";
        var file = new QuadletUnit(definition.Name.ToString(), kind)
        {
            IsFile = name => all.FindPrerequisite(name) is not null,
        };
        file.Losses.Note(
            $"{kind} {definition.Name} of user {definition.User!.Text}: a file in that user's ~/.config/containers/systemd"
        );
        file.Own.Add($"{kind}Name", definition.Name.ToString());
        if (definition.Description is { } description)
        {
            file.Unit.Add("Description", UnitText.Line(description));
        }

        file.Unit.AddWords("Documentation", definition.Documentation.Select(UnitText.RawWord));
        AddDependencies(file, definition, all);
        file.Unit.AddWords("RequiresMountsFor", definition.MountedPaths.Select(UnitText.PathWord));
        (definition.IsPod ? QuadletPodKeys.Rules : QuadletContainerKeys.Rules).Apply(definition.Settings, file);
        AddCommand(file, definition);
        AddUser(file, definition);
        AddNetworks(file, definition, all);
        AddRestart(file, definition);
        AddReload(file, definition);
        if (!definition.HasTimer)
        {
            AddAutostart(file, definition);
        }

        return file;
    }

    private static void AddCommand(QuadletUnit file, ContainerDefinition definition)
    {
        var words = definition.Command.ToList();
        // Quadlet loses an empty word, and takes the quotes from one that ends a command for systemd.
        if (words.Exists(w => w is "" or ";"))
        {
            file.Lose("command", "Quadlet can hold neither an empty word nor ';' as a word");
        }
        else
        {
            file.Own.AddWords("Exec", words.Select(QuadletText.Word));
        }
    }

    private static void AddUser(QuadletUnit file, ContainerDefinition definition)
    {
        if (definition.RunAs is not { } user)
        {
            return;
        }

        var group = definition.Group;
        if (QuadletText.Raw(user.Text) is { } name && (group is null || QuadletText.Raw(group.Text) is not null))
        {
            file.Own.Add("User", name);
            file.Own.AddWords("Group", group is null ? [] : [QuadletText.Raw(group.Text)!]);
        }
        else
        {
            file.PodmanFlag("user", group is null ? user.Text : $"{user.Text}:{group.Text}");
        }
    }

    private static void AddNetworks(QuadletUnit file, ContainerDefinition definition, ExportedDefinitions all)
    {
        if (definition.Pod is { } pod)
        {
            file.Own.Add("Pod", $"{pod.Text}.pod");
        }
        else if (definition.SharedNetwork is { } owner)
        {
            if (all.FindContainer(owner.ToString()) is { IsPod: true })
            {
                // Quadlet takes only containers by their files here; the pod's own has the namespace.
                file.Own.Add("Network", $"container:{owner}-infra");
                file.Unit.Add("Requires", $"{owner}-pod.service");
                file.After([$"{owner}-pod.service"]);
            }
            else
            {
                file.Own.Add("Network", $"{owner}.container");
            }
        }

        foreach (var (attachment, _) in definition.Networks)
        {
            var words = attachment with { DefaultRoute = null, Metric = null, AntiSpoof = null };
            var text = words.ToString()[attachment.Name.Length..];
            if (attachment.DefaultRoute is not null)
            {
                Lose("default_route");
            }

            if (attachment.Metric is not null)
            {
                Lose("metric");
            }

            if (attachment.AntiSpoof is not null)
            {
                Lose("anti_spoof");
            }

            if (attachment.Options.Count > 0 && QuadletText.Raw($"x{text}") is null)
            {
                file.Lose("network.options", "Network= of Quadlet cannot hold this value");
                text = (words with { Options = [] }).ToString()[attachment.Name.Length..];
            }

            file.Own.Add("Network", QuadletNetwork.Reference(attachment.Name, all) + QuadletText.Raw($"x{text}")![1..]);

            void Lose(string key) => file.Lose($"network.{key}", QuadletContainerKeys.Attachment[key]!);
        }

        foreach (var (port, _) in definition.Ports)
        {
            // podman splits it at commas.
            foreach (var protocol in port.Protocols)
            {
                file.Own.Add("PublishPort", (port with { Protocols = [protocol] }).ToString());
            }
        }

        if (definition.Ports.Any(p => p.Port.HostPort < FirstUnprivilegedPort))
        {
            var lowest = definition.Ports.Min(p => p.Port.HostPort);
            file.Losses.Note(
                $"Needs root to have said that everybody may bind the port: sysctl net.ipv4.ip_unprivileged_port_start={lowest}"
            );
        }
    }

    /// <summary>Units of the same user; another manager's cannot be named.</summary>
    private static void AddDependencies(QuadletUnit file, ContainerDefinition definition, ExportedDefinitions all)
    {
        foreach (var setting in definition.Dependencies)
        {
            var units = new List<string>();
            foreach (var word in setting.Texts)
            {
                var name = SystemUnits.DefinitionOf(word);
                if (all.FindContainer(name) is not { } other)
                {
                    file.Lose(setting.Key.Path, $"{word} is a unit of the system's, which no unit of a user can name");
                }
                else if (!all.IsOfSameUser(definition, other))
                {
                    file.Lose(setting.Key.Path, $"{name} is a container of another user");
                }
                else
                {
                    units.Add(other.IsPod ? $"{name}-pod.service" : $"{name}.service");
                }
            }

            var directive = setting.Key.Target.Name;
            if (directive == "After" || StartOrder.NeedsAfter(directive))
            {
                file.After(units);
            }

            file.Unit.AddWords(directive, directive == "After" ? [] : units.Distinct(StringComparer.Ordinal));
        }
    }

    /// <summary>What nobody wrote down, where Quadlet has another default.</summary>
    private static void AddRestart(QuadletUnit file, ContainerDefinition definition)
    {
        // Of a pod it is on-failure, of a container no.
        if (definition.Restart is null && (definition.IsPod || definition.RestartPolicy != "no"))
        {
            file.Service.Add("Restart", definition.RestartPolicy);
        }
    }

    private static void AddReload(QuadletUnit file, ContainerDefinition definition)
    {
        // ReloadCmd= and ReloadSignal= of podman 5.5, as earlier ones know it.
        if (definition.ReloadCommand is { } command)
        {
            file.Service.Add(
                "ExecReload",
                new UnitCommand("podman").Add(["exec", definition.Name.ToString()]).Add(command.Texts).ToString()
            );
        }
        else if (definition.ReloadSignal is { } signal)
        {
            file.Service.Add(
                "ExecReload",
                new UnitCommand("podman")
                    .Add("kill")
                    .Flag("signal", signal.Text)
                    .Add(definition.Name.ToString())
                    .ToString()
            );
        }
    }

    /// <param name="file">What starts it at boot: its own, or the timer's.</param>
    public static void AddAutostart(QuadletUnit file, ContainerDefinition definition)
    {
        foreach (var target in definition.AutostartTargets)
        {
            if (target is "multi-user.target" or "timers.target")
            {
                // What a user's manager starts at first; it has the other target as well.
                file.Install.Add("WantedBy", target == "timers.target" ? target : "default.target");
                file.Losses.Note($"Starts at boot once 'loginctl enable-linger {definition.User!.Text}' was said");
            }
            else
            {
                file.Lose("autostart", $"{target} is a unit of the system's, which no unit of a user can name");
            }
        }
    }
}
