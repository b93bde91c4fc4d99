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

    public bool IsMounted(string path) => _mounted.Contains(path);
}
