// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>What all objects begin with.</summary>
internal static class KubeObject
{
    private const string NameLabel = "app.kubernetes.io/name";

    public static YamlMap Of(string version, string kind, string name) =>
        new YamlMap().Add("apiVersion", version).Add("kind", kind).Add("metadata", new YamlMap().Add("name", name));

    /// <summary>A label where Kubernetes takes it as one, else an annotation.</summary>
    public static void Label(YamlMap labels, YamlMap annotations, ILosses losses, Setting setting, SettingValue value)
    {
        if (!KubeName.IsQualified(value.Name!))
        {
            losses.Lose($"{setting.Key.Path}.{value.Name}", "neither labels nor annotations can have this name");
        }
        else
        {
            (KubeName.IsLabelValue(value.Text) ? labels : annotations).Put(value.Name!, value.Text);
        }
    }

    /// <summary>By which others find a pod.</summary>
    public static YamlMap Selector(KubePod pod) => new YamlMap().Add(NameLabel, pod.Name);

    /// <summary>By which others find all pods on a network.</summary>
    public static YamlMap Members(string network) => new YamlMap().Add(NetworkLabel(network), "member");

    public static string NetworkLabel(string network) => $"rootful-network/{KubeName.Of(network)}";
}
