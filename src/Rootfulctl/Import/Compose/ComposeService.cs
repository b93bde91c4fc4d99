// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Rootfulctl.Import.Drafts;
using RootfulContainers.Rootfulctl.Import.Foreign;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Import.Compose;

/// <summary>One service of a compose file, to the definition of a container.</summary>
internal sealed partial class ComposeService(
    ComposeProject project,
    ImportedDefinition definition,
    string name,
    ComposeMap service
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

    private static readonly string[] OfTmpfs = ["size", "mode"];
    private static readonly string[] OfSecret = ["target", "uid", "gid", "mode"];

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
    ];

    private Draft Draft => definition.Draft;

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

        if (Same.TryGetValue(entry.Name, out var key))
        {
            foreach (var item in ComposeResources.Items(value))
            {
                Draft.Comment([.. item.AllComments]);
                Apply(key, item is ComposeMap map && entry.Name == "devices" ? Device(map) : Text(item));
            }

            return;
        }

        if (Flags.TryGetValue(entry.Name, out var flag))
        {
            foreach (var item in ComposeResources.Items(value))
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
                    ContainerValues.Image(definition, Text(value));
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
                foreach (var item in ComposeResources.Items(value))
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
                        ? hosts.Entries.Select(h => $"{h.Name}:{Text(h.Value)}")
                        : ComposeResources.Items(value).Select(Text)
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
                    TakeVolume(item);
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
                    HostValues.Publish(definition, item is ComposeMap map ? Port(map) : Text(item));
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
                foreach (var item in ComposeResources.Items(value))
                {
                    TakeSecret(item);
                }

                break;
            case "configs":
                foreach (var item in ComposeResources.Items(value))
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
                TakeGpus();
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
            Draft.Write(
                "podman_args",
                $"--{flag}=container:{project.Service(value["service:".Length..]) ?? value["service:".Length..]}"
            );
        }
        else
        {
            Draft.Write("podman_args", $"--{flag}={value}");
        }
    }

    private void TakeBuild(ComposeNode value)
    {
        var build = project.Add(
            DraftKind.Build,
            Draft.Name,
            $"{System.IO.Path.GetFileName(project.Text.At(0).Path)}, build of {name}"
        );
        new ComposeResources(project, build).Build(value, service["image"] is ComposeScalar image ? Text(image) : null);
        definition.Image = $"{build.Draft.Name}.build";
        Draft.Put("image", TomlText.Quoted(definition.Image));
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
            var value = Text(new ComposeScalar(variable.Line, $"${variable.Name}", IsNull: false));
            if (value.Length > 0)
            {
                Draft.Write("env", variable.Name, value);
            }
        }
        else
        {
            Draft.Write("env", variable.Name, Text(variable.Value));
        }
    }

    private void TakeVariableFile(ComposeNode item)
    {
        var (path, isOptional) = item is ComposeMap map
            ? (Text(map["path"]), map["required"] is { } required && !IsTrue(Text(required)))
            : (Text(item), false);
        ContainerValues.Path("env_files")(
            definition,
            (isOptional ? "-" : "") + (path.StartsWith('/') || path.StartsWith('~') ? path : $"./{path}")
        );
    }

    private string Device(ComposeMap map)
    {
        var permissions = Text(map["permissions"]);
        return $"{Text(map["source"])}:{Text(map["target"])}{(permissions.Length > 0 ? ":" + permissions : "")}";
    }

    private string Port(ComposeMap map)
    {
        var (address, published, protocol) = (Text(map["host_ip"]), Text(map["published"]), Text(map["protocol"]));
        address =
            address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') ? $"[{address}]" : address;
        return (address.Length > 0 ? address + ":" : "")
            + (published.Length > 0 || address.Length > 0 ? published + ":" : "")
            + Text(map["target"])
            + (protocol.Length > 0 ? "/" + protocol : "");
    }

    private void TakeVolume(ComposeNode item)
    {
        if (item is ComposeMap map)
        {
            TakeLongVolume(map);
            return;
        }

        var text = Text(item);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var source = colon < 0 ? "" : text[..colon];
        // What was not declared is the project's, as compose would have refused it.
        Apply("Volume", project.Volume(source) is { } volume ? volume + text[colon..] : text);
    }

    private void TakeLongVolume(ComposeMap map)
    {
        var (type, source, target) = (
            Text(map["type"]),
            Text(map["source"] ?? map["src"]),
            Text(map["target"] ?? map["dst"] ?? map["destination"])
        );
        var options = new List<string>();
        if (IsTrue(Text(map["read_only"])))
        {
            options.Add("ro");
        }

        if (type == "tmpfs")
        {
            var tmpfs = map["tmpfs"] as ComposeMap;
            options.AddRange(
                OfTmpfs
                    .Where(o => tmpfs?[o] is not null)
                    .Select(o => $"{o}={(o == "mode" ? Mode(Text(tmpfs![o])) : Text(tmpfs![o]))}")
            );
            Draft.Write("tmpfs", options.Count > 0 ? $"{target}:{string.Join(',', options)}" : target);
            return;
        }

        if (type is not ("bind" or "volume" or "" or "image"))
        {
            Draft.Lose($"type {type} is none of podman's here");
            return;
        }

        if (type == "image" || (map["volume"] as ComposeMap)?["subpath"] is not null)
        {
            var subpath = Text((map["volume"] as ComposeMap)?["subpath"] ?? (map["image"] as ComposeMap)?["subpath"]);
            Draft.Write(
                "mounts",
                $"type={type},source={project.Volume(source) ?? source},destination={target}{(subpath.Length > 0 ? $",subpath={subpath}" : "")}{(options.Count > 0 ? ",ro=true" : "")}"
            );
            return;
        }

        if (Text((map["bind"] as ComposeMap)?["selinux"]) is { Length: > 0 } selinux)
        {
            options.Add(selinux);
        }

        if (Text((map["bind"] as ComposeMap)?["propagation"]) is { Length: > 0 } propagation)
        {
            options.Add(propagation);
        }

        if (IsTrue(Text((map["volume"] as ComposeMap)?["nocopy"])))
        {
            options.Add("nocopy");
        }

        var text = source.Length == 0 ? target : $"{project.Volume(source) ?? source}:{target}";
        Apply("Volume", options.Count > 0 ? $"{text}:{string.Join(',', options)}" : text);
    }

    // YAML's numbers, 0o755 or 493, are not how a mount has them.
    private static string Mode(string text) =>
        text.StartsWith("0o", StringComparison.Ordinal) ? text[2..]
        : text.StartsWith('0') || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text
        : Convert.ToString(number, 8);

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

    private void TakeSecret(ComposeNode item)
    {
        var map = item as ComposeMap;
        var source = Text(map?["source"] ?? item);
        var words = new List<string> { source };
        words.AddRange(
            OfSecret
                .Where(o => map?[o] is not null)
                .Select(o => $"{o}={(o == "mode" ? "0" + Mode(Text(map![o])).TrimStart('0') : Text(map![o]))}")
        );
        Draft.Write("secrets", string.Join(',', words));
        var from = project.Secret(source);
        Draft.Remark(
            from?["file"] is { } file
                ? $"'podman secret create {source} {definition.FullPath(Text(file))}' as {definition.Owner.Name}, before the first start"
            : from?["environment"] is { } variable
                ? $"'podman secret create --env {source} {Text(variable)}' as {definition.Owner.Name}, before the first start"
            : $"a podman secret of {definition.Owner.Name}"
        );
    }

    private void TakeConfig(ComposeNode item)
    {
        var map = item as ComposeMap;
        var source = Text(map?["source"] ?? item);
        var target = Text(map?["target"]);
        var from = project.Config(source);
        if (from?["file"] is { } file)
        {
            Apply("Volume", $"{FileSource(Text(file))}:{(target.Length > 0 ? target : "/" + source)}:ro");
        }
        else if (from?["content"] is { } content)
        {
            // A file of the user's own that podman keeps, as there is none on the host.
            Draft.Write("secrets", $"{source},target={(target.Length > 0 ? target : "/" + source)},mode=0444");
            Draft.Remark(
                $"'podman secret create {source} -' as {definition.Owner.Name} with what stands at line {content.Line}, before the first start"
            );
        }
        else
        {
            Draft.Lose($"{source} has neither file nor content; write a file and mount it");
        }
    }

    private static string FileSource(string path) =>
        path.StartsWith('/') || path.StartsWith('~') || path.StartsWith('.') ? path : $"./{path}";
}
