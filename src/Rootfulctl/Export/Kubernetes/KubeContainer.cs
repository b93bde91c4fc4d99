// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>A container of a pod while its keys are carried over.</summary>
internal sealed class KubeContainer(ContainerDefinition definition, KubePod pod) : ILosses
{
    private readonly HashSet<string> _mounted = new(StringComparer.Ordinal);

    public ContainerDefinition Definition { get; } = definition;

    public KubePod Pod { get; } = pod;

    public string Name { get; } = KubeName.Of(definition.Name.ToString());

    public bool IsOwner => Definition == Pod.Owner;

    /// <summary>Of an image that has a definition.</summary>
    public string? PullPolicy { get; set; }

    public LossList Losses { get; } = new();

    /// <summary>What of a container is said by one word or list, in the order of Kubernetes' own examples.</summary>
    public YamlMap Spec { get; } = new();

    public YamlMap Variables { get; } = new();

    public YamlList Env { get; } = new();

    public YamlList EnvFrom { get; } = new();

    public YamlList Mounts { get; } = new();

    public YamlMap Requests { get; } = new();

    public YamlMap Limits { get; } = new();

    public YamlMap Capabilities { get; } = new();

    public YamlMap SeLinux { get; } = new();

    public YamlMap Security { get; } = new();

    public YamlMap LivenessProbe { get; } = new();

    public YamlMap StartupProbe { get; } = new();

    public void Lose(string key, string reason) => Losses.Lose(key, reason);

    public void Mount(string volume, string path, bool isReadOnly = false, YamlMap? more = null)
    {
        if (!_mounted.Add(path))
        {
            return;
        }

        var mount = new YamlMap().Add("name", volume).Add("mountPath", path);
        foreach (var (name, value) in more?.Entries ?? [])
        {
            mount.Add(name, value);
        }

        Mounts.Add(isReadOnly ? mount.Add("readOnly", true) : mount);
    }

    /// <summary>What is mounted into all containers of a pod, where this one has nothing else.</summary>
    public void MountAll(KubeContainer pod)
    {
        foreach (var mount in pod.Mounts.Items.OfType<YamlMap>())
        {
            if (mount.Entries.First(e => e.Key == "mountPath").Value is YamlText path && _mounted.Add(path.Text))
            {
                Mounts.Add(mount);
            }
        }
    }

    public void AddImage(string image)
    {
        Spec.Add("image", image);
        if (image.StartsWith("localhost/", StringComparison.Ordinal) || !image.Contains('/', StringComparison.Ordinal))
        {
            Losses.Note($"Image {image} names no registry that nodes could pull it from");
        }
    }

    public bool IsMounted(string path) => _mounted.Contains(path);
}
