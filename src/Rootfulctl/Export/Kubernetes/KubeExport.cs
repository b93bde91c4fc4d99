// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Kinds.Volumes;
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>Definitions as objects of Kubernetes: the way up when one machine no longer does.</summary>
internal static class KubeExport
{
    public static IReadOnlyList<ExportedFile> Files(ExportedDefinitions definitions) =>
        [.. Groups(definitions, inOneText: false).Select(g => new ExportedFile($"{g.Name}.yaml", g.Text))];

    public static string Text(ExportedDefinitions definitions) =>
        string.Join("---\n", Groups(definitions, inOneText: true).Select(g => g.Text));

    /// <param name="inOneText">Where a volume of several pods is claimed once; each of several files has all that its pod needs.</param>
    /// <exception cref="HostException">There is nothing that Kubernetes could run.</exception>
    private static List<(string Name, string Text)> Groups(ExportedDefinitions definitions, bool inOneText)
    {
        if (definitions.Containers.FirstOrDefault(c => c.Rootfs is not null) is { } directory)
        {
            throw new HostException($"container {directory.Name} runs a directory; Kubernetes runs images");
        }

        var groups = new List<(string Name, string Text)>();
        var users = definitions.Containers.Select(c => c.User!.Text).Distinct(StringComparer.Ordinal).Count();
        var claims = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in Pods(definitions, hasUsers: users > 1))
        {
            var document = Document(pod, definitions, inOneText ? claims : []);
            // What is said of networks stands at the top.
            groups.Add((pod.Name, (groups.Count == 0 ? Networks(definitions) : "") + document));
        }

        groups.AddRange(Beside(definitions, groups.Count > 0));
        return groups;
    }

    /// <summary>Volumes, images and builds that no exported container has.</summary>
    /// <exception cref="HostException">They are all that is exported, and there are no objects for them.</exception>
    private static IEnumerable<(string Name, string Text)> Beside(ExportedDefinitions definitions, bool hasPods)
    {
        foreach (var definition in definitions.Prerequisites.Where(p => !definitions.IsUsed(p)))
        {
            var comments = new StringBuilder();
            var file = ExportedDefinitions.FileName(definition);
            if (definition is VolumeDefinition volume)
            {
                var claim = KubeClaim.Of(KubeName.Of(volume.Name.ToString()), volume, definitions, comments);
                yield return (KubeName.Of(file), comments.Append(YamlWriter.Write(claim)).ToString());
            }
            else if (hasPods)
            {
                LossList.Comment(comments, $"{file} is not carried: no container that is exported runs it");
                yield return (KubeName.Of(file), comments.ToString());
            }
            else
            {
                throw new HostException($"Kubernetes has no object for {file}; export a container that runs it");
            }
        }
    }

    /// <summary>A container that shares another's network namespace is in its pod.</summary>
    private static IEnumerable<KubePod> Pods(ExportedDefinitions definitions, bool hasUsers)
    {
        foreach (var owner in definitions.Containers.Where(c => Owner(c) is null))
        {
            var pod = new KubePod(owner, hasUsers ? $"{owner.User!.Text}-" : "", definitions);
            pod.Containers.Add(new KubeContainer(owner, pod));
            pod.Containers.AddRange(
                definitions
                    .Containers.Where(c => Owner(c) == owner.Name.ToString())
                    .Select(c => new KubeContainer(c, pod))
            );
            if (!pod.Running.Any())
            {
                throw new HostException($"pod {owner.Name} has no containers, and Kubernetes has no pods without");
            }

            AddNames(pod);
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

    /// <summary>The containers of a pod find each other by name where they are.</summary>
    private static void AddNames(KubePod pod)
    {
        foreach (var container in pod.Owner.IsPod ? pod.Running : [])
        {
            var name = container.Definition.Name.ToString();
            if (name.Split('.').All(KubeName.IsLabel))
            {
                pod.AddHost(name, "127.0.0.1");
            }
            else
            {
                container.Losses.Note($"'{name}' is no name that Kubernetes takes for a host");
            }
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
        if (pod.Owner.IsPod && container != pod.Containers[0])
        {
            container.MountAll(pod.Containers[0]);
        }

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

    /// <param name="claimed">The names of the claims that the text has already.</param>
    private static string Document(KubePod pod, ExportedDefinitions definitions, HashSet<string> claimed)
    {
        var owner = pod.Containers[0];
        var objects = new List<YamlMap?>(pod.Beside);
        var claims = new StringBuilder();
        objects.AddRange(
            pod.Claims.Where(c => claimed.Add(c.Key))
                .Select(c => KubeClaim.Of(c.Key, definitions.FindVolume(c.Value), definitions, claims))
        );
        objects.AddRange(KubeWorkload.Of(pod));
        if (owner.Definition.SharedNetwork is null)
        {
            objects.AddRange(KubeServices.Names(pod, owner));
            objects.Add(KubeServices.Published(pod, owner));
            objects.Add(KubeNetworkPolicy.Of(pod, owner, definitions));
        }

        var text = new StringBuilder();
        foreach (var container in pod.Containers)
        {
            LossList.Comment(
                text,
                $"{(container.Definition.IsPod ? "Pod" : "Container")} {container.Definition.Name} of user {container.Definition.User!.Text}"
            );
            container.Losses.Render(text);
        }

        return text.Append(claims).AppendJoin("---\n", objects.OfType<YamlMap>().Select(YamlWriter.Write)).ToString();
    }

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
