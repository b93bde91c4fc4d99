// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>
/// Who reaches a pod and whom it reaches, by the networks that it is on. Pods reach each other where nothing is said, as do
/// containers on networks that are not isolated.
/// </summary>
internal static class KubeNetworkPolicy
{
    /// <summary>Null when nothing is kept from anybody.</summary>
    public static YamlMap? Of(KubePod pod, KubeContainer owner, ExportedDefinitions all)
    {
        var networks = owner.Definition.Networks.Select(n => n.Attachment.Name).ToList();
        // One open network is a way for everybody.
        if (!networks.TrueForAll(n => KeepsOthersOut(all.Network(n))))
        {
            return null;
        }

        var isInternal = networks.TrueForAll(n => IsInternal(all.Network(n)));
        var members = new YamlList(networks.Select(Peer));
        var ingress = new YamlList(new YamlMap().Add("from", members));
        var open = KubeServices.OpenPorts(owner, "port");
        if (open.Items.Count > 0 && !isInternal)
        {
            ingress.Add(new YamlMap().Add("ports", open));
        }

        var spec = new YamlMap()
            .Add("podSelector", new YamlMap().Add("matchLabels", KubeObject.Selector(pod)))
            .Add("policyTypes", YamlList.Of(isInternal ? ["Ingress", "Egress"] : ["Ingress"]))
            .Add("ingress", ingress);
        if (isInternal)
        {
            spec.Add("egress", new YamlList(new YamlMap().Add("to", members), NameServers));
        }

        return KubeObject.Of("networking.k8s.io/v1", "NetworkPolicy", pod.Name).Add("spec", spec);
    }

    private static YamlMap NameServers =>
        new YamlMap().Add(
            "ports",
            new YamlList(
                new YamlMap().Add("port", 53).Add("protocol", "UDP"),
                new YamlMap().Add("port", 53).Add("protocol", "TCP")
            )
        );

    private static YamlNode Peer(string network) =>
        new YamlMap().Add("podSelector", new YamlMap().Add("matchLabels", KubeObject.Members(network)));

    private static bool KeepsOthersOut(NetworkDefinition? network) =>
        IsInternal(network) || network?.Settings["isolate"] is { Text: not "false" };

    private static bool IsInternal(NetworkDefinition? network) => network?.Settings["internal"] is { IsTrue: true };
}
