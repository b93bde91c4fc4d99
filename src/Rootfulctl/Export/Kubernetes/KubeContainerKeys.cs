// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Export.Yaml;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Kubernetes.KubeContainer>;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>What the keys of a container are in Kubernetes.</summary>
internal static class KubeContainerKeys
{
    private const string Backoff = "the kubelet waits longer and longer before it starts a container again";
    private const string Ranges = "a pod gets ids from the kubelet; hostUsers says only whether they are its own";
    private const string Runtime = "only the container runtime of a node knows it";
    public const string Podmans = "it is podman's own";
    public const string Systemds = "it is systemd's own";
    public const string Users =
        "Kubernetes knows no users of a machine; a namespace (metadata.namespace) keeps things apart";
    public const string Description = "kubernetes.io/description";
    private const string ManyTimes = "a container of a pod is started again until what it needs is there";

    public static readonly KeyRules<KubeContainer> Rules = new(
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["user"] = Rule.Lost(Users),
            ["description"] = new(static (c, s) => Annotate(c, s, Description, s.Text), null),
            ["documentation"] = new(static (c, s) => Annotate(c, s, "documentation", string.Join(' ', s.Texts)), null),
            ["autostart"] = Rule.ByProperty,
            ["image"] = new(
                static (c, s) =>
                {
                    if (c.Pod.All.FindPrerequisite(s.Text) is { } image)
                    {
                        KubeImage.Add(c, image);
                    }
                    else
                    {
                        c.AddImage(s.Text);
                    }
                },
                null
            ),
            // The export refuses it: there is nothing to run.
            ["rootfs"] = Rule.ByProperty,
            ["entrypoint"] = new(static (c, s) => c.Spec.Add("command", Words(s.Texts)), null),
            ["command"] = new(static (c, s) => c.Spec.Add("args", Words(s.Texts)), null),
            ["workdir"] = new(static (c, s) => c.Spec.Add("workingDir", s.Text), null),
            ["hostname"] = new(Hostname, null),
            ["timezone"] = new(
                static (c, s) =>
                {
                    if (s.Text == "local")
                    {
                        c.Lose(s.Key.Path, "the zone of a node is not handed on; name one");
                    }
                    else
                    {
                        c.Env.Add(new YamlMap().Add("name", "TZ").Add("value", s.Text));
                    }
                },
                null
            ),
            ["init"] = new(
                static (c, s) =>
                {
                    if (s.IsTrue)
                    {
                        // The pod's own process then reaps zombies.
                        c.Pod.Spec.Add("shareProcessNamespace", true);
                    }
                },
                null
            ),
            ["run_as"] = new(static (c, s) => Id(c, s, "runAsUser"), null),
            ["group"] = new(static (c, s) => Id(c, s, "runAsGroup"), null),
            ["groups"] = new(
                static (c, s) =>
                {
                    foreach (var text in s.Texts)
                    {
                        if (Number(text) is { } id)
                        {
                            c.Pod.Groups.Add(id);
                        }
                        else
                        {
                            c.Lose(s.Key.Path, $"{text} is no number, and Kubernetes takes only these");
                        }
                    }
                },
                null
            ),
            ["env"] = new(
                static (c, s) =>
                {
                    foreach (var value in s.Values)
                    {
                        if (KubeName.IsKey(value.Name!))
                        {
                            c.Variables.Put(value.Name!, value.Text);
                        }
                        else
                        {
                            c.Lose($"env.{value.Name}", "a ConfigMap has no variable of this name");
                        }
                    }
                },
                null
            ),
            ["env_files"] = new(EnvironmentFiles, null),
            ["env_host"] = Rule.Lost("a node has no user whose environment it could hand on"),
            ["http_proxy"] = Rule.Lost("a node hands no proxy variables on; give them in env"),
            ["labels"] = new(
                static (c, s) =>
                {
                    foreach (var value in s.Values)
                    {
                        KubeObject.Label(c.Pod.Labels, c.Pod.Annotations, c, s, value);
                    }
                },
                null
            ),
            ["annotations"] = new(
                static (c, s) =>
                {
                    foreach (var value in s.Values)
                    {
                        KubeObject.Label(c.Pod.Annotations, c.Pod.Annotations, c, s, value);
                    }
                },
                null
            ),
            ["secrets"] = new(KubeSecrets.Add, null),
            ["volumes"] = new(KubeStorage.Volumes, null),
            ["mounts"] = new(KubeStorage.Mounts, null),
            ["tmpfs"] = new(KubeStorage.Tmpfs, null),
            ["read_only"] = new(static (c, s) => c.Security.Add("readOnlyRootFilesystem", s.IsTrue), null),
            ["read_only_tmpfs"] = Rule.ByProperty,
            ["shm_size"] = new(KubeStorage.SharedMemory, null),
            ["devices"] = Rule.Lost("devices of nodes are handed out by device plugins, as resources.limits"),
            ["ulimits"] = Rule.Lost(Runtime),
            ["pids_limit"] = Rule.Lost("the kubelet has one limit for all pods, podPidsLimit"),
            ["memory"] = new(MemoryLimit, null),
            ["sysctl"] = new(
                static (c, s) =>
                {
                    foreach (var value in s.Values)
                    {
                        var name = value.Name!.Replace('/', '.');
                        c.Pod.Sysctls.Add(new YamlMap().Add("name", name).Add("value", value.Text));
                    }
                },
                null
            ),
            ["replace"] = Rule.Lost("pods have names that are never in the way"),
            ["stop_signal"] = Rule.Lost("a pod is stopped by the signal that the image names"),
            ["stop_timeout"] = Rule.ByProperty,
            // Of the workload.
            ["type"] = Rule.ByProperty,
            ["remain_after_exit"] = Rule.Lost("what is done is done: nobody waits for a Job"),
            ["pod"] = Rule.ByProperty,
            ["start_with_pod"] = new(
                static (c, s) =>
                {
                    if (!s.IsTrue)
                    {
                        c.Lose(s.Key.Path, "all containers of a pod start with it");
                    }
                },
                null
            ),
            ["exit_policy"] = new(
                static (c, s) =>
                {
                    if (s.Text != "stop")
                    {
                        c.Lose(s.Key.Path, "a pod is done when its containers are");
                    }
                },
                null
            ),
            ["expose"] = Rule.Lost("all ports of a pod are open to other pods"),
            ["image_volume"] = Rule.Lost(Runtime),
            ["notify"] = new(
                static (c, s) =>
                {
                    if (s.Text == "container")
                    {
                        c.Lose(s.Key.Path, "nobody in a node takes READY=1; a readinessProbe asks instead");
                    }
                },
                null
            ),
            ["reload_command"] = Rule.Lost("a pod is not reloaded; 'kubectl exec' runs the command"),
            ["reload_signal"] = Rule.Lost("a pod is not reloaded; 'kubectl exec' sends the signal"),
            ["auto_update"] = Rule.Lost("a new image comes with a change of the Deployment"),
            ["podman_args"] = Rule.Lost(Podmans),
            ["global_args"] = Rule.Lost(Podmans),
            ["containers_conf_modules"] = Rule.Lost(Podmans),
            ["networks"] = Rule.ByProperty,
            ["network"] = Rule.ByProperty,
            ["network_namespace"] = Rule.Lost("the network namespace of a pod is there before its containers"),
            ["network_of"] = Rule.ByProperty,
            ["publish"] = Rule.ByProperty,
            ["network_aliases"] = Rule.ByProperty,
            ["add_hosts"] = new(Hosts, null),
            ["address_key"] = Rule.Lost("addresses of pods are the cluster's"),
            ["dns.servers"] = new(static (c, s) => c.Pod.DnsConfig.Add("nameservers", YamlList.Of(s.Texts)), null),
            ["dns.search"] = new(static (c, s) => c.Pod.DnsConfig.Add("searches", YamlList.Of(s.Texts)), null),
            ["dns.options"] = new(
                static (c, s) =>
                    c.Pod.DnsConfig.Add(
                        "options",
                        new YamlList(
                            s.Texts.Select(t => t.Split(':', 2))
                                .Select(o =>
                                    (YamlNode)new YamlMap().Add("name", o[0]).Add("value", o.ElementAtOrDefault(1))
                                )
                        )
                    ),
                null
            ),
            ["pull.policy"] = Rule.ByProperty,
            ["pull.retry"] = Rule.Lost("the kubelet tries again until the image is there"),
            ["pull.retry_delay"] = Rule.Lost("the kubelet tries again until the image is there"),
            ["pull.authfile"] = new(static (c, s) => PullSecret(c, s.Text), null),
            ["pull.tls_verify"] = Rule.Lost("the container runtime of a node knows which registries to trust"),
            ["pull.platform"] = new(
                static (c, s) =>
                {
                    var parts = s.Text.Split('/');
                    c.Pod.NodeSelector.Add("kubernetes.io/os", parts[0])
                        .Add("kubernetes.io/arch", parts.ElementAtOrDefault(1));
                },
                null
            ),
            ["security.cap_add"] = new(static (c, s) => Capabilities(c, s, "add"), null),
            ["security.cap_drop"] = new(static (c, s) => Capabilities(c, s, "drop"), null),
            ["security.mask"] = Rule.Lost(Runtime),
            ["security.unmask"] = new(
                static (c, s) =>
                {
                    if (s.Texts.Contains("ALL", StringComparer.OrdinalIgnoreCase))
                    {
                        // Kubernetes takes it only of a pod with users of its own.
                        c.Security.Add("procMount", "Unmasked");
                        c.Pod.Spec.Add("hostUsers", false);
                    }
                    else
                    {
                        c.Lose(s.Key.Path, "all of /proc can be unmasked, and no part of it");
                    }
                },
                null
            ),
            ["security.no_new_privileges"] = new(
                static (c, s) =>
                {
                    if (s.IsTrue && c.Definition.Settings.Texts("security.cap_add").Any(IsAdministrator))
                    {
                        c.Lose(s.Key.Path, "Kubernetes refuses it together with the capability SYS_ADMIN");
                    }
                    else
                    {
                        c.Security.Add("allowPrivilegeEscalation", !s.IsTrue);
                    }
                },
                null
            ),
            ["security.label_disable"] = new(
                static (c, s) =>
                {
                    if (s.IsTrue)
                    {
                        c.SeLinux.Add("type", "spc_t");
                    }
                },
                null
            ),
            ["security.label_nested"] = Rule.Lost(Runtime),
            ["security.label_type"] = new(static (c, s) => c.SeLinux.Add("type", s.Text), null),
            ["security.label_level"] = new(static (c, s) => c.SeLinux.Add("level", s.Text), null),
            ["security.label_file_type"] = Rule.Lost(Runtime),
            ["security.seccomp"] = new(
                static (c, s) =>
                {
                    if (s.Text == "unconfined")
                    {
                        c.Security.Add("seccompProfile", new YamlMap().Add("type", "Unconfined"));
                    }
                    else
                    {
                        c.Lose(
                            s.Key.Path,
                            $"a node reads profiles below the kubelet's directory alone, and not {s.Text}"
                        );
                    }
                },
                null
            ),
            ["security.apparmor"] = new(
                static (c, s) =>
                    c.Security.Add(
                        "appArmorProfile",
                        s.Text == "unconfined"
                            ? new YamlMap().Add("type", "Unconfined")
                            : new YamlMap().Add("type", "Localhost").Add("localhostProfile", s.Text)
                    ),
                null
            ),
            ["userns.mode"] = new(
                static (c, s) =>
                {
                    var mode = s.Text.Split(':')[0];
                    if (mode is "auto" or "nomap")
                    {
                        c.Pod.Spec.Add("hostUsers", false);
                    }
                    else
                    {
                        c.Lose(s.Key.Path, Ranges);
                    }
                },
                null
            ),
            ["userns.uid_map"] = Rule.Lost(Ranges),
            ["userns.gid_map"] = Rule.Lost(Ranges),
            ["userns.sub_uid_name"] = Rule.Lost(Ranges),
            ["userns.sub_gid_name"] = Rule.Lost(Ranges),
            ["health.command"] = new(static (c, s) => c.LivenessProbe.Add("exec", Probe(s)), null),
            ["health.interval"] = new(static (c, s) => c.LivenessProbe.Add("periodSeconds", Seconds(s)), null),
            ["health.timeout"] = new(static (c, s) => c.LivenessProbe.Add("timeoutSeconds", Seconds(s)), null),
            ["health.start_period"] = new(
                static (c, s) =>
                {
                    if (Seconds(s, 0) is > 0 and var delay)
                    {
                        c.LivenessProbe.Add("initialDelaySeconds", delay);
                    }
                },
                null
            ),
            ["health.retries"] = new(static (c, s) => c.LivenessProbe.Add("failureThreshold", Number(s.Text)!), null),
            ["health.on_failure"] = Rule.ByProperty,
            ["health.log_destination"] = Rule.Lost("the kubelet keeps the last failures as events of the pod"),
            ["health.max_log_count"] = Rule.Lost("the kubelet keeps the last failures as events of the pod"),
            ["health.max_log_size"] = Rule.Lost("the kubelet keeps the last failures as events of the pod"),
            ["health.startup.command"] = new(static (c, s) => c.StartupProbe.Add("exec", Probe(s)), null),
            ["health.startup.interval"] = new(static (c, s) => c.StartupProbe.Add("periodSeconds", Seconds(s)), null),
            ["health.startup.timeout"] = new(static (c, s) => c.StartupProbe.Add("timeoutSeconds", Seconds(s)), null),
            // It is only ever 0, and the probe goes on for ever.
            ["health.startup.retries"] = Rule.ByProperty,
            ["health.startup.success"] = new(
                static (c, s) =>
                {
                    if (s.Text is not ("0" or "1"))
                    {
                        c.Lose(s.Key.Path, "one success ends a startupProbe");
                    }
                },
                null
            ),
            ["log.driver"] = Rule.Lost("the container runtime of a node keeps the output; see 'kubectl logs'"),
            ["log.options"] = Rule.Lost("the container runtime of a node keeps the output; see 'kubectl logs'"),
            ["depends.mounts_for"] = Rule.Lost("the kubelet mounts what the pod names"),
            ["depends.default"] = Rule.Lost("a node that is ready is online"),
            ["service.restart"] = Rule.ByProperty,
            ["service.restart_sec"] = Rule.Lost(Backoff),
            ["service.restart_steps"] = Rule.Lost(Backoff),
            ["service.restart_max_delay"] = Rule.Lost(Backoff),
            ["service.start_limit_interval"] = Rule.Lost(Backoff),
            ["service.start_limit_burst"] = Rule.Lost(Backoff),
            ["service.timeout_start"] = Rule.Lost(
                "a startupProbe that fails often enough has a container started again"
            ),
            ["service.timeout_stop"] = Rule.Lost("stop_timeout is all that a pod has"),
            ["service.success_exit_status"] = Rule.Lost("only the exit status 0 is a success"),
            ["service.slice"] = Rule.Lost("the kubelet has a control group for each pod"),
            ["systemd.unit"] = Rule.Lost(Systemds),
            ["systemd.service"] = Rule.Lost(Systemds),
            ["resources.memory_max"] = new(MemoryLimit, null),
            ["resources.memory_low"] = new(static (c, s) => Memory(c, s, c.Requests), null),
            ["resources.memory_min"] = new(static (c, s) => Memory(c, s, c.Requests), null),
            ["resources.cpu_quota"] = new(
                static (c, s) =>
                {
                    if (Quantity.Processors(s.Text) is { } limit)
                    {
                        c.Limits.Add("cpu", limit);
                    }
                },
                null
            ),
        },
        static key =>
            key.Target.Place switch
            {
                _ when key.Table == "timer" => Rule.ByProperty,
                TargetPlace.ContainerDependency => Rule.Lost(ManyTimes),
                TargetPlace.ProcessesService => Rule.Lost(
                    "a container of a pod has limits of memory and processors alone"
                ),
                _ => null,
            }
    );

    /// <summary>The keys of one [[network]]: carried, or why not.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Attachment = new Dictionary<string, string?>(
        StringComparer.Ordinal
    )
    {
        ["name"] = null,
        ["aliases"] = null,
        ["ipv4"] = "addresses of pods are the cluster's",
        ["ipv6"] = "addresses of pods are the cluster's",
        ["mac"] = "addresses of pods are the cluster's",
        ["interface"] = "a pod has one interface, eth0",
        ["default_route"] = "a pod has one interface, and one way out",
        ["metric"] = "a pod has one interface, and one way out",
        ["anti_spoof"] = "the cluster's network keeps pods from sending with other addresses",
        ["options"] = "they are netavark's",
    };

    /// <summary>The keys of a network that has a definition.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Network = new Dictionary<string, string?>(
        StringComparer.Ordinal
    )
    {
        ["internal"] = null,
        ["isolate"] = null,
        ["delete_on_stop"] = null,
        ["description"] = null,
        ["driver"] = "pods are on the cluster's network",
        ["subnets"] = "addresses of pods are the cluster's",
        ["subnet"] = "addresses of pods are the cluster's",
        ["ipv6"] = "addresses of pods are the cluster's",
        ["ipam_driver"] = "addresses of pods are the cluster's",
        ["dns"] = "a pod finds each Service by its name",
        ["dns_servers"] = "the cluster's name server asks those that it was told",
        ["interface_name"] = "pods are on the cluster's network",
        ["routes"] = "pods are on the cluster's network",
        ["mtu"] = "pods are on the cluster's network",
        ["vlan"] = "pods are on the cluster's network",
        ["options"] = "they are netavark's",
        ["labels"] = "there is no object for a network",
        ["podman_args"] = Podmans,
        ["global_args"] = Podmans,
        ["containers_conf_modules"] = Podmans,
    };

    public static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static void Annotate(KubeContainer container, Setting setting, string name, string text) =>
        KubeObject.Put(container.Pod.Annotations, container, setting.Key.Path, name, text);

    private static void Hostname(KubeContainer container, Setting setting)
    {
        if (!container.IsOwner)
        {
            container.Lose(setting.Key.Path, $"it is that of the pod {container.Pod.Name}");
        }
        else if (KubeName.IsLabel(setting.Text))
        {
            container.Pod.Spec.Add("hostname", setting.Text);
        }
        else
        {
            container.Lose(setting.Key.Path, $"'{setting.Text}' is no DNS label, as the host name of a pod is");
        }
    }

    private static void Id(KubeContainer container, Setting setting, string name)
    {
        if (Number(setting.Text) is { } id)
        {
            container.Security.Add(name, id);
        }
        else
        {
            container.Lose(setting.Key.Path, $"'{setting.Text}' is no number, and Kubernetes takes only these");
        }
    }

    private static void EnvironmentFiles(KubeContainer container, Setting setting)
    {
        for (var i = 0; i < setting.Values.Count; i++)
        {
            var suffix = i == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{i + 1}");
            var secret = $"{container.Name}-env-file{suffix}";
            var path = setting.Values[i].Text;
            // With a dash in front it need not be there.
            YamlNode? isOptional = path.StartsWith('-') ? true : null;
            container.EnvFrom.Add(
                new YamlMap().Add("secretRef", new YamlMap().Add("name", secret).Add("optional", isOptional))
            );
            container.Losses.Note(
                $"Needs: kubectl create secret generic {secret} --from-env-file={path.TrimStart('-')}"
            );
        }
    }

    /// <param name="authfile">Which has what the secret is to have.</param>
    public static void PullSecret(KubeContainer container, string authfile)
    {
        var secret = $"{container.Name}-pull";
        container.Pod.PullSecrets.Add(new YamlMap().Add("name", secret));
        container.Losses.Note(
            $"Needs: kubectl create secret generic {secret} --type=kubernetes.io/dockerconfigjson "
                + $"--from-file=.dockerconfigjson={authfile}"
        );
    }

    private static void Hosts(KubeContainer container, Setting setting)
    {
        foreach (var text in setting.Texts)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            var (host, address) = (text[..colon], text[(colon + 1)..].Trim('[', ']'));
            if (address == "host-gateway")
            {
                container.Lose(setting.Key.Path, $"{host} would be whatever node the pod runs on");
            }
            else
            {
                foreach (var name in host.Split(';'))
                {
                    container.Pod.AddHost(name, address);
                }
            }
        }
    }

    private static bool IsAdministrator(string capability) =>
        capability.ToUpperInvariant() is "SYS_ADMIN" or "CAP_SYS_ADMIN";

    private static void Capabilities(KubeContainer container, Setting setting, string list) =>
        container.Capabilities.Add(
            list,
            YamlList.Of(
                setting
                    .Texts.Select(t => t.ToUpperInvariant())
                    .Select(t => t.StartsWith("CAP_", StringComparison.Ordinal) ? t["CAP_".Length..] : t)
            )
        );

    /// <summary>Of the container's own limit and that of its unit the lower one holds.</summary>
    private static void MemoryLimit(KubeContainer container, Setting setting)
    {
        var other = setting.Key.Path == "memory" ? "resources.memory_max" : "memory";
        if (
            Quantity.Bytes(setting.Text) is { } bytes
            && container.Definition.Settings[other] is { } beside
            && Quantity.Bytes(beside.Text) is { } lower
            && lower < bytes
        )
        {
            container.Losses.Note($"{setting.Key.Path} is beyond {other}, which holds: '{setting.Text}' has no effect");
        }
        else
        {
            Memory(container, setting, container.Limits);
        }
    }

    private static void Memory(KubeContainer container, Setting setting, YamlMap resources)
    {
        if (Quantity.Size(setting.Text) is { } size)
        {
            resources.Add("memory", size);
        }
        else if (setting.Text != TimeSpanText.Infinity)
        {
            container.Lose(setting.Key.Path, $"{setting.Text} is no number of bytes");
        }
    }

    /// <summary>The kubelet would replace $(NAME), and take one '$' from two.</summary>
    private static YamlList Words(IEnumerable<string> words) =>
        YamlList.Of(
            words.Select(w =>
                w.Contains("$(", StringComparison.Ordinal) || w.Contains("$$", StringComparison.Ordinal)
                    ? w.Replace("$", "$$", StringComparison.Ordinal)
                    : w
            )
        );

    /// <summary>As podman reads it: a single word is a shell's.</summary>
    private static YamlMap Probe(Setting setting) =>
        new YamlMap().Add("command", YamlList.Of(Command([.. setting.Texts])));

    private static IReadOnlyList<string> Command(IReadOnlyList<string> words) =>
        words switch
        {
            ["CMD", ..] => [.. words.Skip(1)],
            ["CMD-SHELL", ..] => ["/bin/sh", "-c", string.Join(' ', words.Skip(1))],
            [var one] => ["/bin/sh", "-c", one],
            _ => words,
        };

    /// <summary>Whole ones, and at least one.</summary>
    private static long Seconds(Setting setting, long minimum = 1) =>
        TimeSpanText.TryParse(setting.Text, out var microseconds)
            ? Math.Max(minimum, (microseconds + 999_999) / 1_000_000)
            : minimum;
}
