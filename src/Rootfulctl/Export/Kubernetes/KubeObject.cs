// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Containers;
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
            Put(
                KubeName.IsLabelValue(value.Text) ? labels : annotations,
                losses,
                $"{setting.Key.Path}.{value.Name}",
                value.Name!,
                value.Text
            );
        }
    }

    /// <summary>A text, unless there is another one: the containers of a pod have these in common.</summary>
    public static void Put(YamlMap map, ILosses losses, string key, string name, string text)
    {
        if (map[name] is YamlText other && other.Text != text)
        {
            losses.Lose(key, $"it has the value '{other.Text}' already");
        }
        else
        {
            map.Put(name, text);
        }
    }

    /// <summary>The labels that a pod has in any case.</summary>
    public static YamlMap Labels(ContainerDefinition owner)
    {
        var labels = new YamlMap().Add(NameLabel, KubeName.Of(owner.Name.ToString()));
        foreach (var network in owner.Networks)
        {
            labels.Put(NetworkLabel(network.Attachment.Name), "member");
        }

        return labels;
    }

    /// <summary>By which others find a pod.</summary>
    public static YamlMap Selector(KubePod pod) => new YamlMap().Add(NameLabel, pod.Name);

    /// <summary>By which others find all pods on a network.</summary>
    public static YamlMap Members(string network) => new YamlMap().Add(NetworkLabel(network), "member");

    public static string NetworkLabel(string network) => $"rootful-network/{KubeName.Of(network)}";
}
