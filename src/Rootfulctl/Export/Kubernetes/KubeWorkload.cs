// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>What keeps a pod running: a Deployment, a Job, CronJobs, or nobody.</summary>
internal static class KubeWorkload
{
    /// <summary>Of a check with podman, from one to the next, and until it has failed.</summary>
    private const long DefaultSeconds = 30;

    private static readonly string[] Times = ["periodSeconds", "timeoutSeconds"];

    public static IReadOnlyList<YamlMap> Of(KubePod pod)
    {
        var owner = pod.Containers[0];
        var restart = pod.Restart;
        var policy = restart switch
        {
            "no" => "Never",
            "always" => "Always",
            _ => "OnFailure",
        };
        SayRestart(pod, restart);
        if (pod.IsJob)
        {
            return Jobs(pod, policy == "Never" ? "Never" : "OnFailure");
        }

        foreach (var container in pod.Running)
        {
            LoseTimer(
                container,
                container.Definition.IsJob
                    ? "a CronJob is a pod of its own"
                    : "a CronJob is a job; write type = \"job\""
            );
        }

        foreach (var container in pod.First)
        {
            container.Losses.Note(
                $"{container.Name} runs whenever the pod starts, and the others wait until it has ended well"
            );
        }

        if (restart is not ("no" or "always" or "on-failure"))
        {
            owner.Lose("service.restart", $"'{restart}' is 'on-failure' for a pod");
        }

        var isAtBoot = pod.Owner.AutostartTargets.Count > 0;
        if (policy == "Always" || (policy == "OnFailure" && isAtBoot))
        {
            if (policy == "OnFailure")
            {
                owner.Losses.Note("A Deployment also starts it again when it has ended well");
            }

            return
            [
                Named("apps/v1", "Deployment", pod)
                    .Add(
                        "spec",
                        new YamlMap()
                            .Add("replicas", 1)
                            // Two at once would share their volumes.
                            .Add("strategy", new YamlMap().Add("type", "Recreate"))
                            .Add("selector", new YamlMap().Add("matchLabels", KubeObject.Selector(pod)))
                            .Add("template", Template(pod, null))
                    ),
            ];
        }

        if (isAtBoot)
        {
            owner.Lose("autostart", "a Pod is started when it is made, and not again when its node is");
        }

        var one = Named("v1", "Pod", pod);
        foreach (var (name, value) in Template(pod, policy).Entries)
        {
            one.Put(name, name == "metadata" ? Merge((YamlMap)value, pod.Name) : value);
        }

        return [one];
    }

    /// <summary>The containers of a pod have one policy.</summary>
    private static void SayRestart(KubePod pod, string restart)
    {
        if (pod.Owner is { IsPod: true, Restart: { } own })
        {
            pod.Containers[0].Lose(own.Key.Path, "the kubelet sees to a pod's own container");
        }

        foreach (var container in pod.Running.Except(pod.First))
        {
            if (container.Definition.RestartPolicy is var other && other != restart)
            {
                container.Lose("service.restart", $"all containers of a pod are started again alike: '{restart}'");
            }
        }
    }

    private static void LoseTimer(KubeContainer container, string reason)
    {
        foreach (var setting in container.Definition.Times)
        {
            container.Lose(setting.Key.Path, reason);
        }
    }

    private static List<YamlMap> Jobs(KubePod pod, string policy)
    {
        var timed = pod.Running.FirstOrDefault(c => c.Definition.HasTimer) ?? pod.Containers[0];
        foreach (var container in pod.Running.Where(c => c != timed))
        {
            LoseTimer(container, "a CronJob runs all of a pod");
        }

        var spec = new YamlMap();
        if (policy == "Never")
        {
            spec.Add("backoffLimit", 0);
        }

        spec.Add("template", Template(pod, policy));
        foreach (var setting in timed.Definition.Times.Where(s => s.Key.Path != "timer.on_calendar"))
        {
            timed.Lose(setting.Key.Path, "a CronJob has a calendar alone");
        }

        var schedules = new List<string>();
        foreach (var calendar in timed.Definition.Settings.Texts("timer.on_calendar"))
        {
            if (CronSchedule.Of(calendar) is { } schedule)
            {
                schedules.Add(schedule);
            }
            else
            {
                timed.Lose("timer.on_calendar", $"cron cannot say '{calendar}'");
            }
        }

        if (schedules.Count == 0)
        {
            return [Named("batch/v1", "Job", pod).Add("spec", spec)];
        }

        timed.Losses.Note("The schedule is in the time zone of the cluster's control plane");
        if (schedules.Count > 1)
        {
            timed.Losses.Note("Each time is a CronJob of its own, and two of these may run at once");
        }

        return [.. schedules.Select((s, i) => CronJob(pod, i == 0 ? "" : $"-{i + 1}", s, spec))];
    }

    private static YamlMap CronJob(KubePod pod, string suffix, string schedule, YamlMap spec) =>
        Named("batch/v1", "CronJob", pod, suffix)
            .Add(
                "spec",
                new YamlMap()
                    .Add("schedule", schedule)
                    .Add("concurrencyPolicy", "Forbid")
                    .Add("jobTemplate", new YamlMap().Add("spec", spec))
            );

    private static YamlMap Named(string version, string kind, KubePod pod, string suffix = "") =>
        KubeObject
            .Of(version, kind, pod.Name)
            .Put("metadata", new YamlMap().Add("name", pod.Name + suffix).Add("labels", KubeObject.Selector(pod)));

    private static YamlMap Merge(YamlMap metadata, string name)
    {
        var merged = new YamlMap().Add("name", name);
        foreach (var (key, value) in metadata.Entries)
        {
            merged.Put(key, value);
        }

        return merged;
    }

    /// <param name="policy">Null for the default.</param>
    private static YamlMap Template(KubePod pod, string? policy) =>
        new YamlMap()
            .Add("metadata", new YamlMap().Add("labels", pod.Labels).Add("annotations", pod.Annotations))
            .Add("spec", Spec(pod, policy));

    private static YamlMap Spec(KubePod pod, string? policy)
    {
        var security = pod.Security.Add("sysctls", pod.Sysctls).Add("supplementalGroups", pod.Groups);
        var spec = new YamlMap()
            .Add("restartPolicy", policy)
            .Add("terminationGracePeriodSeconds", pod.StopTimeout)
            // Nothing of the cluster's is in a container that asks for nothing.
            .Add("automountServiceAccountToken", false)
            .Add("enableServiceLinks", false);
        foreach (var (name, value) in pod.Spec.Entries)
        {
            spec.Add(name, value);
        }

        return spec.Add("nodeSelector", pod.NodeSelector)
            .Add("hostAliases", pod.HostAliases)
            .Add("dnsConfig", pod.DnsConfig)
            .Add("imagePullSecrets", pod.PullSecrets)
            .Add("securityContext", security)
            .Add("initContainers", new YamlList(pod.First.Select(c => (YamlNode)Container(c))))
            .Add("containers", new YamlList(pod.Running.Except(pod.First).Select(c => (YamlNode)Container(c))))
            .Add("volumes", pod.Volumes);
    }

    private static YamlMap Container(KubeContainer container)
    {
        var settings = container.Definition.Settings;
        var spec = new YamlMap().Add("name", container.Name);
        foreach (var (name, value) in container.Spec.Entries)
        {
            spec.Add(name, value);
        }

        var security = container
            .Security.Add("capabilities", container.Capabilities)
            .Add("seLinuxOptions", container.SeLinux);
        var isFirst = container.Pod.First.Contains(container);
        if (isFirst && container.Definition.HealthCommand is not null)
        {
            container.Lose("health", "nobody asks a container that runs before the others");
        }

        var liveness = container.LivenessProbe.Has("exec") && !isFirst ? Probe(container.LivenessProbe) : null;
        // The kubelet gives up after three failures of its own accord, and podman never does.
        var startup =
            container.StartupProbe.Has("exec") && !isFirst
                ? Probe(container.StartupProbe).Add("failureThreshold", int.MaxValue)
                : null;
        return spec.Add("imagePullPolicy", PullPolicy(settings["pull.policy"]?.Text ?? container.PullPolicy))
            .Add("envFrom", container.EnvFrom)
            .Add("env", container.Env)
            .Add("ports", OpenPorts(container))
            .Add("resources", new YamlMap().Add("requests", container.Requests).Add("limits", container.Limits))
            .Add("securityContext", security)
            .Add("livenessProbe", liveness)
            .Add("readinessProbe", settings["notify"]?.Text == "healthy" ? liveness : null)
            .Add("startupProbe", startup)
            .Add("volumeMounts", container.Mounts);
    }

    /// <summary>Those of the pod, which Kubernetes has at a container.</summary>
    private static YamlList? OpenPorts(KubeContainer container) =>
        container == container.Pod.Running.Except(container.Pod.First).First()
            ? KubeServices.OpenPorts(container.Pod.Containers[0], "containerPort")
            : null;

    private static string PullPolicy(string? policy) =>
        policy switch
        {
            "always" or "newer" => "Always",
            "never" => "Never",
            _ => "IfNotPresent",
        };

    /// <summary>A check with podman's defaults, as Kubernetes' are shorter.</summary>
    private static YamlMap Probe(YamlMap probe)
    {
        foreach (var name in Times.Where(n => !probe.Has(n)))
        {
            probe.Add(name, DefaultSeconds);
        }

        return probe;
    }
}
