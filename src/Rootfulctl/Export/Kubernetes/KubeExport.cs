// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>Definitions as objects of Kubernetes: the way up when one machine no longer does.</summary>
internal static class KubeExport
{
    public static IReadOnlyList<ExportedFile> Files(ExportedDefinitions definitions) =>
        [.. Groups(definitions).Select(g => new ExportedFile($"{g.Name}.yaml", g.Text))];

    public static string Text(ExportedDefinitions definitions) =>
        string.Join("---\n", Groups(definitions).Select(g => g.Text));

    /// <exception cref="HostException">There is nothing that Kubernetes could run.</exception>
    private static List<(string Name, string Text)> Groups(ExportedDefinitions definitions)
    {
        if (definitions.Containers.FirstOrDefault(c => c.Rootfs is not null) is { } directory)
        {
            throw new HostException($"container {directory.Name} runs a directory; Kubernetes runs images");
        }

        var groups = new List<(string Name, string Text)>();
        var users = definitions.Containers.Select(c => c.User!.Text).Distinct(StringComparer.Ordinal).Count();
        foreach (var pod in Pods(definitions, hasUsers: users > 1))
        {
            // What is said of networks stands at the top.
            groups.Add((pod.Name, (groups.Count == 0 ? Networks(definitions) : "") + Document(pod, definitions)));
        }

        return groups;
    }

    /// <summary>A container that shares another's network namespace is in its pod.</summary>
    private static IEnumerable<KubePod> Pods(ExportedDefinitions definitions, bool hasUsers)
    {
        foreach (var owner in definitions.Containers.Where(c => Owner(c) is null))
        {
            var pod = new KubePod(owner, hasUsers ? $"{owner.User!.Text}-" : "");
            pod.Containers.Add(new KubeContainer(owner, pod));
            pod.Containers.AddRange(
                definitions
                    .Containers.Where(c => Owner(c) == owner.Name.ToString())
                    .Select(c => new KubeContainer(c, pod))
            );
            foreach (var container in pod.Containers)
            {
                Carry(container, definitions);
            }

            yield return pod;
        }

        string? Owner(ContainerDefinition container)
        {
            // Sharing goes from one to the next.
            var owner = container;
            while (
                owner.SharedNetwork?.ToString() is { } name
                && definitions.Containers.FirstOrDefault(c => c.Name.ToString() == name) is { } next
                && next != container
            )
            {
                owner = next;
            }

            return owner == container ? null : owner.Name.ToString();
        }
    }

    private static void Carry(KubeContainer container, ExportedDefinitions definitions)
    {
        var definition = container.Definition;
        var pod = container.Pod;
        if (container.Name != definition.Name.ToString())
        {
            container.Losses.Note($"{definition.Name} is called {container.Name}, as Kubernetes takes names");
        }

        KubeContainerKeys.Rules.Apply(definition.Settings, container);
        KubeStorage.ReadOnlyTmpfs(container);
        if (
            definition.HealthCommand is not null
            && definition.Settings["health.on_failure"] is null or { Text: "none" }
        )
        {
            container.Lose("health.on_failure", "the kubelet always starts an unhealthy container again");
        }

        pod.StopTimeout = Math.Max(pod.StopTimeout, definition.StopTimeout);
        if (definition.SharedNetwork is { } owner && !definitions.Has(owner.ToString()))
        {
            container.Lose("network_of", $"export {owner} along, and both are in one pod");
        }

        foreach (var (attachment, _) in definition.Networks)
        {
            LoseAttachment(container, "ipv4", attachment.Ipv4);
            LoseAttachment(container, "ipv6", attachment.Ipv6);
            LoseAttachment(container, "mac", attachment.Mac);
            LoseAttachment(container, "interface", attachment.Interface);
            LoseAttachment(container, "default_route", attachment.DefaultRoute);
            LoseAttachment(container, "metric", attachment.Metric);
            LoseAttachment(container, "anti_spoof", attachment.AntiSpoof);
            LoseAttachment(container, "options", attachment.Options.Count > 0 ? attachment : null);
        }

        if (container.Variables.Entries.Count > 0)
        {
            var name = $"{container.Name}-env";
            pod.Beside.Add(KubeObject.Of("v1", "ConfigMap", name).Add("data", container.Variables));
            // Those of the definition win over those of files, and the last of several wins.
            container.EnvFrom.Add(new YamlMap().Add("configMapRef", new YamlMap().Add("name", name)));
        }
    }

    private static void LoseAttachment(KubeContainer container, string key, object? value)
    {
        if (value is not null)
        {
            container.Lose($"network.{key}", KubeContainerKeys.Attachment[key]!);
        }
    }

    private static string Document(KubePod pod, ExportedDefinitions definitions)
    {
        var owner = pod.Containers[0];
        var objects = new List<YamlMap?>(pod.Beside);
        objects.AddRange(
            pod.Claims.Select(c =>
            {
                owner.Losses.Note($"The size of claim {c} is a guess, and what is in the volume has to be copied");
                return KubeObject.Of("v1", "PersistentVolumeClaim", c).Add("spec", Claim);
            })
        );
        objects.Add(KubeWorkload.Of(pod));
        if (owner.Definition.SharedNetwork is null)
        {
            objects.AddRange(KubeServices.Names(pod, owner));
            objects.Add(KubeServices.Published(pod, owner));
            objects.Add(KubeNetworkPolicy.Of(pod, owner, definitions));
        }

        var text = new StringBuilder();
        foreach (var container in pod.Containers)
        {
            LossList.Comment(text, $"Container {container.Definition.Name} of user {container.Definition.User!.Text}");
            container.Losses.Render(text);
        }

        return text.AppendJoin("---\n", objects.OfType<YamlMap>().Select(YamlWriter.Write)).ToString();
    }

    private static YamlMap Claim =>
        new YamlMap()
            .Add("accessModes", YamlList.Of(["ReadWriteOnce"]))
            .Add("resources", new YamlMap().Add("requests", new YamlMap().Add("storage", "1Gi")));

    /// <summary>What networks have that Kubernetes has no words for, as comments.</summary>
    private static string Networks(ExportedDefinitions definitions)
    {
        var text = new StringBuilder();
        foreach (var name in definitions.Networks)
        {
            var losses = new LossList();
            if (definitions.Network(name) is { } network)
            {
                foreach (
                    var key in Keys(network).Where(k => KubeContainerKeys.Network.GetValueOrDefault(k, "") is not null)
                )
                {
                    losses.Lose(
                        key,
                        KubeContainerKeys.Network.GetValueOrDefault(key) ?? "it is not known how to say it"
                    );
                }
            }

            LossList.Comment(
                text,
                definitions.Network(name) is null
                    ? $"Network {name}, of which neither a definition nor podman says what it is: its pods are open to all others"
                    : $"Network {name}"
            );
            losses.Render(text);
        }

        return text.ToString();
    }

    private static IEnumerable<string> Keys(NetworkDefinition network) =>
        network
            .Settings.Select(s => s.Key.Path)
            .Concat(network.Subnets.Count > 0 && network.Settings["subnets"] is null ? ["subnet"] : []);
}
