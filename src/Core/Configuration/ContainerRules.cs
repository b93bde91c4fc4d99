// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Configuration;

/// <summary>Mistakes that only several keys of one definition make together.</summary>
internal static class ContainerRules
{
    public static void Check(
        ContainerDefinition definition,
        TomlTable table,
        Predicate<string> missing,
        List<Diagnostic> diagnostics
    )
    {
        var settings = definition.Settings;
        void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));

        if (missing("image") && missing("rootfs"))
        {
            Report(
                table.Position,
                "a container needs 'image', for example image = \"docker.io/library/caddy:2\", or 'rootfs'"
            );
        }

        if (missing("networks") && missing("network"))
        {
            Report(
                table.Position,
                "a container needs 'networks', for example networks = [\"rootful0\"], or [[network]]"
            );
        }

        Exclude("rootfs", "image");
        Exclude("reload_signal", "reload_command");
        if (table.Find("networks") is { } networks && table.Find("network") is not null)
        {
            Report(networks.Position, "'networks' cannot be given together with [[network]]; use one of them for all");
        }

        if (settings["networks"] is { Values.Count: 0 } none)
        {
            Report(none.Position, "'networks' must not be empty");
        }

        Need("group", "run_as");
        if (
            settings["userns.mode"] is { } mode
            && (settings["userns.uid_map"] ?? settings["userns.gid_map"]) is not null
        )
        {
            Report(mode.Position, "'userns.mode' cannot be given together with 'userns.uid_map' or 'userns.gid_map'");
        }

        if (
            settings["auto_update"] is { Text: "registry" } update
            && settings["image"] is { } image
            && !IsFullyQualified(image.Text)
        )
        {
            Report(
                update.Position,
                $"'auto_update' from a registry needs the image's full name with the registry, not '{image.Text}'"
            );
        }

        CheckVariables(settings["env"], Report);
        CheckWords(settings["podman_args"], PodmanArguments.Check, Report);
        CheckWords(settings["global_args"], static _ => null, Report);
        CheckHealth(settings["health.command"], Report);
        CheckHealth(settings["health.startup.command"], Report);
        CheckNotEmpty(settings["reload_command"], Report);
        CheckNetworks(definition.Networks, Report);

        void Exclude(string key, string other)
        {
            if (settings[key] is { } setting && settings[other] is not null)
            {
                Report(setting.Position, $"'{key}' cannot be given together with '{other}'");
            }
        }

        void Need(string key, string other)
        {
            if (settings[key] is { } setting && table.Find(other) is null)
            {
                Report(setting.Position, $"'{key}' needs '{other}'");
            }
        }
    }

    /// <summary>The words for podman in a network definition.</summary>
    public static void CheckArguments(SettingList settings, List<Diagnostic> diagnostics)
    {
        void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));
        CheckWords(settings["podman_args"], static _ => null, Report);
        CheckWords(settings["global_args"], static _ => null, Report);
    }

    private static void CheckNetworks(IReadOnlyList<RequestedNetwork> networks, Action<SourcePosition, string> report)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var interfaces = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < networks.Count; i++)
        {
            var (attachment, position) = networks[i];
            if (!names.Add(attachment.Name))
            {
                report(position, $"network '{attachment.Name}' is given twice");
            }

            if (!interfaces.Add(attachment.Interface ?? $"eth{i}"))
            {
                report(position, $"interface '{attachment.Interface ?? $"eth{i}"}' is given twice");
            }
        }
    }

    private static void CheckVariables(Setting? variables, Action<SourcePosition, string> report)
    {
        foreach (var variable in variables?.Values ?? [])
        {
            if (ContainerVariable.Check(variable.Name!, variable.Text) is { } reason)
            {
                report(variable.Position, $"'env.{variable.Name}': {reason}");
            }
        }
    }

    // A word that is no flag and follows none would be taken for the image.
    private static void CheckWords(Setting? setting, Func<string, string?> check, Action<SourcePosition, string> report)
    {
        var takesValue = false;
        foreach (var value in setting?.Values ?? [])
        {
            var isFlag = value.Text.Length > 1 && value.Text[0] == '-';
            if (value.Text == "--" || (!isFlag && !takesValue))
            {
                report(
                    value.Position,
                    $"'{setting!.Key.Path}': '{value.Text}' is not a flag; write one word each, such as --cpus=2"
                );
            }
            else if (isFlag && check(value.Text) is { } reason)
            {
                report(value.Position, $"'{setting!.Key.Path}': {reason}");
            }

            takesValue = isFlag && !value.Text.Contains('=', StringComparison.Ordinal);
        }
    }

    private static void CheckNotEmpty(Setting? setting, Action<SourcePosition, string> report)
    {
        if (setting is not null && (setting.Values.Count == 0 || setting.Text.Length == 0))
        {
            report(setting.Position, $"'{setting.Key.Path}' must not be empty");
        }
    }

    private static void CheckHealth(Setting? setting, Action<SourcePosition, string> report)
    {
        CheckNotEmpty(setting, report);
        if (
            setting is { Values: [{ Text: var word }, ..] }
            && (
                word.StartsWith("CMD-SHELL ", StringComparison.Ordinal)
                || word.StartsWith("CMD ", StringComparison.Ordinal)
            )
        )
        {
            report(
                setting.Values[0].Position,
                $"'{setting.Key.Path}': leave out '{word.Split(' ')[0]}'; a single word is run by the container's shell"
            );
        }

        if (setting is { Values: [{ Text: "NONE" }, ..] or [{ Text: "CMD" }] })
        {
            report(setting.Position, $"'{setting.Key.Path}' has no command; without a health check leave it out");
        }
    }

    private static bool IsFullyQualified(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && (
                image.AsSpan(0, slash).ContainsAny('.', ':') || image.StartsWith("localhost/", StringComparison.Ordinal)
            );
    }
}
