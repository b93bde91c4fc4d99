// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>One service of a compose file, to the definition of a container.</summary>
internal sealed partial class ComposeService(
    ComposeProject project,
    ImportedDefinition definition,
    string name,
    ComposeMap service,
    int line
)
{
    /// <summary>Keys whose values, or the values of whose items, mean what Quadlet's key means.</summary>
    private static readonly Dictionary<string, string> Same = new(StringComparer.Ordinal)
    {
        ["hostname"] = "HostName",
        ["working_dir"] = "WorkingDir",
        ["user"] = "User",
        ["init"] = "RunInit",
        ["read_only"] = "ReadOnly",
        ["stop_signal"] = "StopSignal",
        ["shm_size"] = "ShmSize",
        ["pids_limit"] = "PidsLimit",
        ["mem_limit"] = "Memory",
        ["userns_mode"] = "UserNS",
        ["pull_policy"] = "Pull",
        ["platform"] = "-platform",
        ["restart"] = "-restart",
        ["mac_address"] = "-mac-address",
        ["cap_add"] = "AddCapability",
        ["cap_drop"] = "DropCapability",
        ["dns"] = "DNS",
        ["dns_search"] = "DNSSearch",
        ["dns_opt"] = "DNSOption",
        ["group_add"] = "GroupAdd",
        ["security_opt"] = "-security-opt",
        ["tmpfs"] = "Tmpfs",
        ["expose"] = "ExposeHostPort",
        ["devices"] = "AddDevice",
    };

    /// <summary>Keys that are podman's flags, which no key here stands for.</summary>
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["mem_reservation"] = "memory-reservation",
        ["memswap_limit"] = "memory-swap",
        ["mem_swappiness"] = "memory-swappiness",
        ["cpu_shares"] = "cpu-shares",
        ["cpu_quota"] = "cpu-quota",
        ["cpu_period"] = "cpu-period",
        ["cpu_rt_runtime"] = "cpu-rt-runtime",
        ["cpu_rt_period"] = "cpu-rt-period",
        ["cpuset"] = "cpuset-cpus",
        ["oom_score_adj"] = "oom-score-adj",
        ["oom_kill_disable"] = "oom-kill-disable",
        ["privileged"] = "privileged",
        ["pid"] = "pid",
        ["ipc"] = "ipc",
        ["uts"] = "uts",
        ["cgroup"] = "cgroupns",
        ["cgroup_parent"] = "cgroup-parent",
        ["device_cgroup_rules"] = "device-cgroup-rule",
        ["stdin_open"] = "interactive",
        ["tty"] = "tty",
    };

    /// <summary>Keys whose parts are told of one by one, with the comments of each.</summary>
    private static readonly string[] ByPart =
    [
        "environment",
        "labels",
        "annotations",
        "sysctls",
        "volumes",
        "ports",
        "networks",
        "depends_on",
        "healthcheck",
        "deploy",
    ];

    /// <summary>Keys that are not written where a variable in them has no value, which nobody can know; others have their items looked at.</summary>
    private static readonly string[] Whole =
    [
        "image",
        "container_name",
        "network_mode",
        "logging",
        "ulimits",
        "stop_grace_period",
        "cpus",
        "gpus",
    ];

    private Draft Draft => definition.Draft;

    private ComposeMap? Policy => (service["deploy"] as ComposeMap)?["restart_policy"] as ComposeMap;

    public void Import()
    {
        foreach (var entry in service.Entries)
        {
            Draft.Begin(
                project.Text.At(entry.Line),
                Shown(entry),
                ByPart.Contains(entry.Name, StringComparer.Ordinal) || Same.ContainsKey(entry.Name)
                    ? entry.Comments
                    : [.. entry.AllComments]
            );
            Take(entry);
        }

        Draft.Turn(project.Text.At(line), $"service {name}");
        if (service["networks"] is null && service["network_mode"] is null && project.Network("default") is { } network)
        {
            Attach(network, null);
        }

        if (service["image"] is null && service["build"] is null)
        {
            Draft.Lose("it has neither image nor build");
        }

        AddWanted();
        if (Draft.Name != name && !Draft.Has("network_of"))
        {
            // By which the others know it.
            Draft.Write("network_aliases", name);
        }
    }

    // Variables may be passwords.
    private static string Shown(ComposeEntry entry) =>
        entry.Name is "environment" ? entry.Name : ComposeResources.Shown(entry.Name, entry.Value);

    private string Text(ComposeNode? node) => project.TextOf(Draft, node);

    /// <summary>A text ahead of its turn, at which a variable without a value is told.</summary>
    private string TextAhead(ComposeNode? node) =>
        node is ComposeScalar value ? project.Text.Of(value, static _ => { }) : "";

    private void Apply(string key, string value) =>
        ForeignKeys.Find(DraftKind.Container, key)!.Apply(definition, value);

    private void Take(ComposeEntry entry)
    {
        var value = entry.Value;
        if (value is ComposeScalar { IsNull: true })
        {
            Draft.Imply("nothing is said");
            return;
        }

        if (entry.Name.StartsWith("x-", StringComparison.Ordinal))
        {
            Draft.Imply("nobody reads it");
            return;
        }

        if (Whole.Contains(entry.Name, StringComparer.Ordinal) && project.IsUnknown(Draft, value))
        {
            return;
        }

        if (entry.Name == "restart" && Policy?["condition"] is not null)
        {
            Draft.Imply("deploy.restart_policy counts");
            return;
        }

        if (Same.TryGetValue(entry.Name, out var key))
        {
            foreach (var item in ComposeResources.Items(value))
            {
                Draft.Comment([.. item.AllComments]);
                if (project.IsUnknown(Draft, item))
                {
                    continue;
                }

                Apply(key, item is ComposeMap map && entry.Name == "devices" ? Device(map) : Text(item));
            }

            return;
        }

        if (Flags.TryGetValue(entry.Name, out var flag))
        {
            foreach (var item in project.Known(Draft, value))
            {
                TakeFlag(flag, Text(item));
            }

            return;
        }

        switch (entry.Name)
        {
            case "image":
                if (service["build"] is null)
                {
                    TakeImage(Text(value));
                }

                break;
            case "build":
                TakeBuild(value);
                break;
            case "container_name":
                ContainerValues.Name(definition, Text(value));
                break;
            case "command":
                TakeWords("command", value);
                break;
            case "entrypoint":
                TakeWords("entrypoint", value);
                break;
            case "environment":
                foreach (var variable in ComposeResources.Entries(value))
                {
                    TakeVariable(variable);
                }

                break;
            case "env_file":
                foreach (var item in project.Known(Draft, value))
                {
                    TakeVariableFile(item);
                }

                break;
            case "labels" or "annotations" or "sysctls":
                foreach (var label in ComposeResources.Entries(value))
                {
                    Draft.Comment([.. label.AllComments]);
                    if (entry.Name == "labels")
                    {
                        ContainerValues.Label(definition, $"{label.Name}={Text(label.Value)}");
                    }
                    else
                    {
                        Draft.Write(entry.Name == "sysctls" ? "sysctl" : entry.Name, label.Name, Text(label.Value));
                    }
                }

                break;
            case "extra_hosts":
                foreach (
                    var host in value is ComposeMap hosts
                        ? hosts
                            .Entries.Where(h => !project.IsUnknown(Draft, h.Value))
                            .Select(h => $"{h.Name}:{Text(h.Value)}")
                        : project.Known(Draft, value).Select(Text)
                )
                {
                    ContainerValues.AddHost(definition, host);
                }

                break;
            case "volumes":
                foreach (var item in ComposeResources.Items(value))
                {
                    Draft.Begin(
                        project.Text.At(item.Line),
                        ComposeResources.Shown("volume", item),
                        [.. item.AllComments]
                    );
                    if (!project.IsUnknown(Draft, item) && !IsNameless(item))
                    {
                        TakeVolume(item);
                    }
                }

                break;
            case "ports":
                foreach (var item in ComposeResources.Items(value))
                {
                    Draft.Begin(
                        project.Text.At(item.Line),
                        ComposeResources.Shown("port", item),
                        [.. item.AllComments]
                    );
                    if (!project.IsUnknown(Draft, item))
                    {
                        HostValues.Publish(definition, item is ComposeMap map ? Port(map) : Text(item));
                    }
                }

                break;
            case "networks":
                TakeNetworks(value);
                break;
            case "network_mode":
                TakeNetworkMode(Text(value));
                break;
            case "depends_on":
                TakeDependencies(value);
                break;
            case "healthcheck" when value is ComposeMap health:
                foreach (var part in health.Entries)
                {
                    Draft.Begin(
                        project.Text.At(part.Line),
                        ComposeResources.Shown(part.Name, part.Value),
                        [.. part.AllComments]
                    );
                    TakeHealth(part, health);
                }

                break;
            case "deploy" when value is ComposeMap deploy:
                foreach (var part in deploy.Entries)
                {
                    TakeDeploy(part);
                }

                break;
            case "logging" when value is ComposeMap logging:
                TakeLogging(logging);
                break;
            case "secrets":
                foreach (var item in project.Known(Draft, value))
                {
                    TakeSecret(item);
                }

                break;
            case "configs":
                foreach (var item in project.Known(Draft, value))
                {
                    TakeConfig(item);
                }

                break;
            case "ulimits":
                foreach (var limit in ComposeResources.Entries(value))
                {
                    HostValues.Limit(
                        definition,
                        $"{limit.Name}={(limit.Value is ComposeMap map ? $"{Text(map["soft"])}:{Text(map["hard"])}" : Text(limit.Value))}"
                    );
                }

                break;
            case "stop_grace_period":
                Draft.Write("stop_timeout", ComposeText.Seconds(Text(value)));
                break;
            case "cpus":
                TakeCpus(Text(value));
                break;
            case "profiles":
                Draft.Imply("it is started when somebody asks for it: no autostart");
                break;
            case "scale" or "replicas":
                TakeReplicas(Text(value));
                break;
            case "gpus":
                TakeGpus([.. ComposeResources.Items(value).Select(i => i as ComposeMap)]);
                break;
            case "domainname":
                Draft.Lose("write it behind the name in hostname");
                break;
            case "links" or "external_links":
                TakeLinks(value);
                break;
            case "volumes_from":
                Draft.Lose("name the volumes here as well");
                break;
            case "extends":
                Draft.Lose("the service that it extends was not found beside it");
                break;
            case "attach" or "develop" or "isolation":
                Draft.Imply("it is for who sits before compose");
                break;
            default:
                Draft.Lose("there is no such thing here");
                break;
        }
    }

    private static bool IsTrue(string text) => DefinitionKeys.Truth(text) == true;

    private void TakeFlag(string flag, string value)
    {
        if (flag is "privileged" or "interactive" or "tty" or "oom-kill-disable")
        {
            if (IsTrue(value))
            {
                Draft.Write("podman_args", $"--{flag}");
            }
            else
            {
                Draft.Imply("the default");
            }
        }
        else if (value.StartsWith("service:", StringComparison.Ordinal))
        {
            var other = value["service:".Length..];
            if (project.Service(other) is { } known)
            {
                definition.Names.AddContainer(known, known);
                ContainerValues.Namespace(definition, flag, $"container:{known}");
            }
            else
            {
                Draft.Lose($"there is no service {other}");
            }
        }
        else
        {
            ContainerValues.Namespace(definition, flag, value);
        }
    }

    private void TakeImage(string image)
    {
        if (project.BuildOf(image) is { } build)
        {
            PutBuild(build);
            return;
        }

        var full = ContainerValues.OfDocker(image);
        ContainerValues.Image(definition, full);
        if (full != image)
        {
            Draft.Imply("what names no registry is of docker.io to compose");
        }
    }

    private void PutBuild(string build)
    {
        definition.Image = $"{build}.build";
        Draft.Put("image", TomlText.Quoted(definition.Image));
    }

    private void TakeBuild(ComposeNode value)
    {
        var build = project.AddBuild(name);
        new ComposeResources(project, build).Build(
            value,
            service["image"] is ComposeScalar image && !project.IsUnknown(Draft, image) ? Text(image) : null
        );
        PutBuild(build.Draft.Name);
    }

    private void TakeWords(string path, ComposeNode value)
    {
        var words = value is ComposeList list ? [.. list.Items.Select(Text)] : ShellWords.Split(Text(value));
        if (words.Count == 0)
        {
            Draft.Put(path, "[]");
        }

        foreach (var word in words)
        {
            Draft.Write(path, word);
        }
    }

    private void TakeVariable(ComposeEntry variable)
    {
        Draft.Begin(project.Text.At(variable.Line), $"environment {variable.Name}", [.. variable.AllComments]);
        if (variable.Value is ComposeScalar { IsNull: true })
        {
            // The one that compose is given, and none where it is given none.
            var value = new ComposeScalar(variable.Line, $"${variable.Name}", IsNull: false);
            if (!project.IsUnknown(Draft, value))
            {
                Draft.Write("env", variable.Name, Text(value));
            }
        }
        else
        {
            Draft.Write("env", variable.Name, Text(variable.Value));
        }
    }

    private void TakeLinks(ComposeNode value)
    {
        foreach (var item in ComposeResources.Items(value))
        {
            var link = Text(item);
            if (link.Contains(':', StringComparison.Ordinal) && link.Split(':')[0] != link.Split(':')[1])
            {
                Draft.Lose($"{link}: write network_aliases in the definition of {link.Split(':')[0]}");
            }
            else
            {
                Draft.Imply($"{link} is found by name");
                if (project.Service(link.Split(':')[0]) is { } other)
                {
                    Draft.Write("depends.wants", other);
                }
            }
        }
    }
}
