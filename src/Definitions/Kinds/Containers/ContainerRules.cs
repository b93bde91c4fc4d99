// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>Errors that only several keys of one definition make together.</summary>
internal static class ContainerRules
{
    private static readonly string[] OfNetworkNamespace =
    [
        "networks",
        "network",
        "network_namespace",
        "publish",
        "network_aliases",
        "address_key",
    ];

    /// <summary>What else the containers of a pod share, and podman therefore takes for the pod alone.</summary>
    private static readonly string[] OfPod =
    [
        .. OfNetworkNamespace,
        "network_of",
        "add_hosts",
        "dns",
        "hostname",
        "shm_size",
    ];

    public static void Check(
        ContainerDefinition definition,
        TomlTable table,
        Predicate<string> missing,
        List<Diagnostic> diagnostics
    )
    {
        void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));

        if (!definition.IsPod && missing("image") && missing("rootfs"))
        {
            Report(
                table.Position,
                "a container needs 'image', for example image = \"docker.io/library/caddy:2\", or 'rootfs'"
            );
        }

        if (definition.Pod is { } pod)
        {
            CheckShared(definition, pod, OfPod, $"{pod.Text}.pod.toml", table, Report);
        }
        else if (definition.NetworkOf is { } owner)
        {
            CheckShared(definition, owner, OfNetworkNamespace, $"the definition of '{owner.Text}'", table, Report);
        }
        else if (
            missing("networks")
            && missing("network")
            && table.Find("network_of") is null
            && table.Find("pod") is null
        )
        {
            Report(
                table.Position,
                $"a {(definition.IsPod ? "pod" : "container")} needs 'networks', for example networks = [\"rootful0\"], or [[network]]"
            );
        }

        foreach (var setting in definition.Dependencies.Where(s => StartOrder.IsWaitedFor(s.Key.Target.Name)))
        {
            RefuseEarlier(setting, "cannot wait for it", "");
        }

        // A target comes after what it starts.
        if (definition.Autostart is { IsTrue: false } targets && !definition.HasTimer)
        {
            RefuseEarlier(
                targets,
                "cannot start it",
                "; write autostart = true, or a target such as \"multi-user.target\""
            );
        }

        Exclude(definition.Rootfs, definition.Image);
        Exclude(definition.ReloadSignal, definition.ReloadCommand);
        if (table.Find("networks") is { } networks && table.Find("network") is not null)
        {
            Report(networks.Position, "'networks' cannot be given together with [[network]]; use one of them for all");
        }
        else if (table.Find("network") is TomlList { Items: [] } empty && definition.SharedNetwork is null)
        {
            Report(empty.Position, "'network' must not be empty");
        }

        if (definition.Pod is null && table.Find("start_with_pod") is { } start)
        {
            Report(start.Position, "'start_with_pod' needs 'pod'");
        }

        if (definition.NetworkNames is { Values.Count: 0 } none)
        {
            Report(none.Position, "'networks' must not be empty");
        }

        if (definition.Group is { } group && table.Find("run_as") is null)
        {
            Report(group.Position, "'group' needs 'run_as'");
        }

        if (definition is { UserNamespace: { } mode } and ({ HasIdMaps: true } or { HasIdRanges: true }))
        {
            var others = definition.HasIdMaps
                ? "'userns.uid_map' or 'userns.gid_map'"
                : "'userns.sub_uid_name' or 'userns.sub_gid_name'";
            Report(mode.Position, $"'userns.mode' cannot be given together with {others}");
        }

        if (
            definition is
            { NetworkNamespace: { Text: ContainerDefinition.NamespaceFirst } first, HasUserNamespace: true }
        )
        {
            // crun would fail to write net.ipv4.ping_group_range, which is set of every network namespace.
            Report(
                first.Position,
                "a container with a user namespace of its own cannot have network_namespace = \"first\"; leave it out"
            );
        }

        if (
            definition.AutoUpdate is { Text: "registry" } update
            && definition.Image is { } image
            && !DefinedImage.IsMeant(image.Text)
            && !IsFullyQualified(image.Text)
        )
        {
            Report(
                update.Position,
                $"'auto_update' from a registry needs the image's full name with the registry, not '{image.Text}'"
            );
        }

        JobRules.Check(definition, Report);
        TimerKeys.Check(definition, table, Report);
        CheckVariables(definition.Variables, Report);
        PodmanWordChecks.Check(
            definition.PodmanWords,
            definition.IsPod ? PodmanArguments.CheckOfPod : PodmanArguments.Check,
            Report
        );
        PodmanWordChecks.Check(definition.GlobalWords, null, Report);
        CheckDestinations(definition, Report);
        CheckHealth(definition.HealthCommand, Report);
        CheckHealth(definition.StartupCommand, Report);
        CheckNotEmpty(definition.ReloadCommand, Report);
        CheckNetworks(definition.Networks, Report);

        void RefuseEarlier(Setting setting, string what, string instead)
        {
            foreach (var value in setting.Values)
            {
                if (EarlierUnits.Reason(value.Text, definition.WaitsForNetwork) is { } reason)
                {
                    Report(value.Position, $"'{setting.Key.Path}': '{value.Text}' {what}: {reason}{instead}");
                }
            }
        }

        void Exclude(Setting? one, Setting? other)
        {
            if (one is not null && other is not null)
            {
                Report(one.Position, $"'{one.Key.Path}' cannot be given together with '{other.Key.Path}'");
            }
        }
    }

    /// <summary>What one network namespace has belongs into the definition of whose it is.</summary>
    private static void CheckShared(
        ContainerDefinition definition,
        Setting owner,
        string[] keys,
        string place,
        TomlTable table,
        Action<SourcePosition, string> report
    )
    {
        if (owner == definition.NetworkOf && owner.Text == definition.Name.ToString())
        {
            report(owner.Position, "'network_of' must name another container");
        }

        foreach (var key in keys)
        {
            if (table.Find(key) is { } value)
            {
                // A pod has no such keys.
                var isNowhere = owner == definition.Pod && key is "network_of" or "network_namespace";
                report(
                    value.Position,
                    $"'{key}' cannot be given together with '{owner.Key.Path}'"
                        + (isNowhere ? "" : $"; it belongs into {place}")
                );
            }
        }

        if (definition.HasUserNamespace)
        {
            report(
                owner.Position,
                $"a container with a user namespace of its own cannot {(owner == definition.Pod ? "be in a pod" : "share a network namespace")}"
            );
        }
    }

    private static void CheckNetworks(IReadOnlyList<RequestedNetwork> networks, Action<SourcePosition, string> report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var interfaces = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < networks.Count; i++)
        {
            var attachment = networks[i].Attachment;
            if (!names.Add(attachment.Name))
            {
                report(networks[i].PositionOf("name"), $"network '{attachment.Name}' is given twice");
            }

            if (!interfaces.Add(attachment.Interface ?? $"eth{i}"))
            {
                report(
                    networks[i].PositionOf("interface"),
                    $"interface '{attachment.Interface ?? $"eth{i}"}' is given twice"
                );
            }
        }
    }

    private static void CheckVariables(IReadOnlyList<SettingValue> variables, Action<SourcePosition, string> report)
    {
        foreach (var variable in variables)
        {
            if (ContainerVariable.Check(variable.Name!, variable.Text) is { } reason)
            {
                report(variable.Position, $"'env.{variable.Name}': {reason}");
            }
        }
    }

    private static void CheckNotEmpty(Setting? setting, Action<SourcePosition, string> report)
    {
        if (setting is not null && (setting.Values.Count == 0 || setting.Text.Length == 0))
        {
            report(setting.Position, $"'{setting.Key.Path}' must not be empty");
        }
    }

    private static void CheckDestinations(ContainerDefinition definition, Action<SourcePosition, string> report)
    {
        if (definition.Settings["volumes"] is not { Values.Count: > 1 } volumes)
        {
            return;
        }

        var destinations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in volumes.Values)
        {
            var parts = volume.Text.Split(':');
            var destination = parts[Math.Min(1, parts.Length - 1)].TrimEnd('/');
            if (!destinations.TryAdd(destination, volume.Text))
            {
                report(
                    volume.Position,
                    $"'volumes': '{volume.Text}' is mounted where '{destinations[destination]}' is"
                );
            }
        }
    }

    private static void CheckHealth(Setting? setting, Action<SourcePosition, string> report)
    {
        CheckNotEmpty(setting, report);
        if (setting is not { Values: [var first, ..] })
        {
            return;
        }

        // podman knows its own words in lower case as well.
        var word = first.Text.ToUpperInvariant();
        if (
            word.StartsWith("CMD-SHELL ", StringComparison.Ordinal) || word.StartsWith("CMD ", StringComparison.Ordinal)
        )
        {
            report(
                first.Position,
                $"'{setting.Key.Path}': leave out '{first.Text.Split(' ')[0]}'; a single word is run by the container's shell"
            );
        }

        if (word == "CMD" && setting.Values is [_, var program] && program.Text.Any(char.IsWhiteSpace))
        {
            report(
                program.Position,
                $"'{setting.Key.Path}': podman takes '{program.Text}' apart at its spaces; make each word an item of its own"
            );
        }

        var command = word is "CMD" or "CMD-SHELL" ? setting.Values.Skip(1) : setting.Values;
        if (word == "NONE" || command.All(v => string.IsNullOrWhiteSpace(v.Text)))
        {
            report(setting.Position, $"'{setting.Key.Path}' has no command; without a health check leave it out");
        }
    }

    /// <summary>Whether the name of an image has its registry.</summary>
    public static bool IsFullyQualified(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && (
                image.AsSpan(0, slash).ContainsAny('.', ':') || image.StartsWith("localhost/", StringComparison.Ordinal)
            );
    }
}
