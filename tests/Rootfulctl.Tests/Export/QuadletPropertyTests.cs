// SPDX-License-Identifier: BSD-2-Clause
using CsCheck;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Export.Quadlet;
using Xunit;

namespace RootfulContainers.Tests.Export;

/// <summary>podman is told by Quadlet what the units of ours tell it.</summary>
public sealed class QuadletPropertyTests
{
    // Flags of ours that say where a container of these units is, and those of Quadlet's own.
    private static readonly string[] OfUnits =
    [
        "name",
        "network",
        "cgroups",
        "cidfile",
        "pidfile",
        "conmon-pidfile",
        "env",
        "replace",
    ];

    private static readonly string[] Defaults = ["--log-driver=journald", "--stop-timeout=10", "--sdnotify=ignore"];

    /// <summary>What Quadlet makes of its keys; those of several words have a space at the end.</summary>
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["AddCapability"] = "cap-add",
        ["AddDevice"] = "device",
        ["AddHost"] = "add-host",
        ["Annotation"] = "annotation ",
        ["AutoUpdate"] = "label=io.containers.autoupdate",
        ["DNS"] = "dns",
        ["DNSOption"] = "dns-option",
        ["DNSSearch"] = "dns-search",
        ["DropCapability"] = "cap-drop",
        ["Entrypoint"] = "entrypoint",
        ["EnvironmentFile"] = "env-file ",
        ["EnvironmentHost"] = "env-host",
        ["ExposeHostPort"] = "expose",
        ["GIDMap"] = "gidmap",
        ["GroupAdd"] = "group-add",
        ["HealthCmd"] = "health-cmd",
        ["HealthInterval"] = "health-interval",
        ["HealthLogDestination"] = "health-log-destination",
        ["HealthMaxLogCount"] = "health-max-log-count",
        ["HealthMaxLogSize"] = "health-max-log-size",
        ["HealthOnFailure"] = "health-on-failure",
        ["HealthRetries"] = "health-retries",
        ["HealthStartPeriod"] = "health-start-period",
        ["HealthStartupCmd"] = "health-startup-cmd",
        ["HealthStartupInterval"] = "health-startup-interval",
        ["HealthStartupRetries"] = "health-startup-retries",
        ["HealthStartupSuccess"] = "health-startup-success",
        ["HealthStartupTimeout"] = "health-startup-timeout",
        ["HealthTimeout"] = "health-timeout",
        ["HostName"] = "hostname",
        ["Label"] = "label ",
        ["LogDriver"] = "log-driver",
        ["LogOpt"] = "log-opt ",
        ["Mask"] = "security-opt=mask",
        ["Mount"] = "mount ",
        ["NetworkAlias"] = "network-alias",
        ["NoNewPrivileges"] = "security-opt=no-new-privileges?",
        ["Notify"] = "sdnotify",
        ["PidsLimit"] = "pids-limit",
        ["PublishPort"] = "publish",
        ["Pull"] = "pull",
        ["ReadOnly"] = "read-only",
        ["ReadOnlyTmpfs"] = "read-only-tmpfs",
        ["RunInit"] = "init",
        ["SeccompProfile"] = "security-opt=seccomp",
        ["Secret"] = "secret ",
        ["SecurityLabelDisable"] = "security-opt=label=disable?",
        ["SecurityLabelFileType"] = "security-opt=label=filetype:",
        ["SecurityLabelLevel"] = "security-opt=label=level:",
        ["SecurityLabelNested"] = "security-opt=label=nested?",
        ["SecurityLabelType"] = "security-opt=label=type:",
        ["ShmSize"] = "shm-size",
        ["StopSignal"] = "stop-signal",
        ["StopTimeout"] = "stop-timeout",
        ["SubGIDMap"] = "subgidname",
        ["SubUIDMap"] = "subuidname",
        ["Sysctl"] = "sysctl",
        ["Timezone"] = "tz",
        ["Tmpfs"] = "tmpfs",
        ["UIDMap"] = "uidmap",
        ["Ulimit"] = "ulimit",
        ["Unmask"] = "security-opt=unmask",
        ["UserNS"] = "userns",
        ["Volume"] = "volume",
        ["WorkingDir"] = "workdir",
    };

    [Fact]
    public void Each_definition_says_the_same_to_podman() =>
        RandomDefinition.Toml.Sample(
            toml =>
            {
                var definition = Exported.Container("web", toml);
                var file = QuadletExport.Files(Exported.Of(("web", toml)))[^1];
                var lines = Lines(file.Text);
                Assert.Equal(
                    Ours(definition).Order(StringComparer.Ordinal),
                    Quadlets(lines).Order(StringComparer.Ordinal)
                );
                Assert.Equal(
                    definition.Variables.Select(v => v.Assignment),
                    Of(lines, "Environment").SelectMany(QuadletWords.Split)
                );
                if (!file.Text.Contains("\n# - command: ", StringComparison.Ordinal))
                {
                    Assert.Equal(definition.Command, Of(lines, "Exec").SelectMany(QuadletWords.Split));
                }

                Assert.Equal(
                    definition.GlobalArguments.Order(StringComparer.Ordinal),
                    Of(lines, "GlobalArgs")
                        .SelectMany(QuadletWords.Split)
                        .Concat(Of(lines, "ContainersConfModule").Select(m => $"--module={QuadletWords.Plain(m)}"))
                        .Order(StringComparer.Ordinal)
                );
            },
            iter: 3000
        );

    internal static IEnumerable<string> Ours(ContainerDefinition definition)
    {
        var unit = new CreateUnit(definition);
        KeyTarget<ContainerDefinition, ContainerParts>.AddAll(
            definition.Settings,
            new ContainerParts { Create = unit.Command }
        );
        unit.Finish(optionalFlags: 0, "");
        return QuadletWords
            .Split(unit.Command.ToString())
            .SkipWhile(w => w != "create")
            .Skip(1)
            .TakeWhile(w => w != definition.Image!.Text)
            .Where(w => !OfUnits.Contains(w.Split('=')[0].TrimStart('-'), StringComparer.Ordinal))
            // Of files that need not be there Quadlet knows nothing, and the export says so.
            .Where(w => !w.StartsWith("--if-present=--env-file=", StringComparison.Ordinal))
            .Select(w => w.Replace("--if-present=--device=", "--device=-", StringComparison.Ordinal))
            .Where(w => w != "--env-file=/dev/stdin" && !w.StartsWith("--volume=/run/", StringComparison.Ordinal))
            .Except(Defaults, StringComparer.Ordinal)
            .Concat(
                definition
                    .Settings.Where(s =>
                        s.Key.Target.Place == TargetPlace.HelperFlag && s.Key.Path is not ("address_key" or "publish")
                    )
                    .SelectMany(s => s.Texts.Select(t => $"{s.Key.Target.Name}={t}"))
            )
            .Concat(definition.Ports.Select(p => $"--publish={p.Port}"));
    }

    private static IEnumerable<string> Quadlets(IReadOnlyList<KeyValuePair<string, string>> lines)
    {
        foreach (var (key, value) in lines)
        {
            switch (key)
            {
                case "PodmanArgs":
                    foreach (var word in QuadletWords.Split(value))
                    {
                        yield return word;
                    }

                    break;
                case "User":
                    var group = Of(lines, "Group").Select(g => $":{QuadletWords.Plain(g)}");
                    yield return $"--user={QuadletWords.Plain(value)}{string.Concat(group)}";
                    break;
                case "Notify":
                    yield return $"--sdnotify={(value == "true" ? "container" : value)}";
                    break;
                case "LogDriver" when value == "journald":
                case "StopTimeout" when value == "10":
                    break;
                default:
                    if (Flags.TryGetValue(key, out var flag))
                    {
                        foreach (
                            var word in flag.EndsWith(' ') ? QuadletWords.Split(value) : [QuadletWords.Plain(value)]
                        )
                        {
                            if (Flag(flag.TrimEnd(), word) is { } text)
                            {
                                yield return text;
                            }
                        }
                    }

                    break;
            }
        }
    }

    private static string? Flag(string flag, string value) =>
        !flag.EndsWith('?') ? $"--{flag}{(flag.EndsWith(':') ? "" : "=")}{value}"
        : value == "true" ? $"--{flag.TrimEnd('?')}"
        : null;

    private static List<KeyValuePair<string, string>> Lines(string text) =>
        [
            .. text.Split('\n')
                .SkipWhile(l => l != "[Container]")
                .Skip(1)
                .TakeWhile(l => !l.StartsWith('['))
                .Where(l => l.Length > 0)
                .Select(l => l.Split('=', 2))
                .Select(l => KeyValuePair.Create(l[0], l[1])),
        ];

    private static IEnumerable<string> Of(IEnumerable<KeyValuePair<string, string>> lines, string key) =>
        lines.Where(l => l.Key == key).Select(l => l.Value);
}
