// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Rootfulctl.Export.Yaml;

namespace RootfulContainers.Rootfulctl.Export.Kubernetes;

/// <summary>How a pod is reached: by its names from other pods, by its published ports from outside.</summary>
internal static class KubeServices
{
    // More would be a page of ports.
    private const int MostPorts = 100;

    private sealed record Port(long Published, long Target, string Protocol)
    {
        public string Name => string.Create(CultureInfo.InvariantCulture, $"{Protocol.ToLowerInvariant()}-{Published}");
    }

    /// <summary>Names without an address of their own lead to all ports of the pod, as names on a network do.</summary>
    public static IEnumerable<YamlMap> Names(KubePod pod, KubeContainer owner)
    {
        var names = new List<string> { pod.Name };
        foreach (var (alias, key) in Aliases(owner.Definition))
        {
            if (!KubeName.IsLabel(alias) || !char.IsAsciiLetter(alias[0]))
            {
                owner.Lose(key, $"'{alias}' cannot be the name of a Service");
            }
            else if (!names.Contains(alias, StringComparer.Ordinal))
            {
                names.Add(alias);
            }
        }

        return names.Select(n =>
            KubeObject
                .Of("v1", "Service", n)
                .Add("spec", new YamlMap().Add("clusterIP", "None").Add("selector", KubeObject.Selector(pod)))
        );
    }

    /// <summary>Null when nothing is published.</summary>
    public static YamlMap? Published(KubePod pod, KubeContainer owner)
    {
        var ports = Ports(owner).ToList();
        return ports.Count == 0
            ? null
            : KubeObject
                .Of("v1", "Service", $"{pod.Name[..Math.Min(pod.Name.Length, 53)].TrimEnd('-')}-published")
                .Add(
                    "spec",
                    new YamlMap()
                        .Add("type", "LoadBalancer")
                        // The containers see who their clients are.
                        .Add("externalTrafficPolicy", "Local")
                        .Add("selector", KubeObject.Selector(pod))
                        .Add(
                            "ports",
                            new YamlList(
                                ports.Select(p =>
                                    (YamlNode)
                                        new YamlMap()
                                            .Add("name", p.Name)
                                            .Add("protocol", p.Protocol)
                                            .Add("port", p.Published)
                                            .Add("targetPort", p.Target)
                                )
                            )
                        )
                );
    }

    /// <summary>Ports in the container that are open to everybody.</summary>
    public static YamlList OpenPorts(KubeContainer owner, string name) =>
        new(
            Ports(owner)
                .DistinctBy(p => (p.Target, p.Protocol))
                .Select(p => (YamlNode)new YamlMap().Add(name, p.Target).Add("protocol", p.Protocol))
        );

    private static IEnumerable<(string Alias, string Key)> Aliases(ContainerDefinition definition) =>
        definition
            .Aliases.Select(a => (a.Text, "network_aliases"))
            .Concat(definition.Networks.SelectMany(n => n.Attachment.Aliases).Select(a => (a, "network.aliases")));

    private static List<Port> Ports(KubeContainer owner)
    {
        var ports = new List<Port>();
        foreach (var (port, _) in owner.Definition.Ports)
        {
            if (port.HostAddress is { } address && IPAddress.IsLoopback(address))
            {
                owner.Lose("publish", $"{port} is open to this machine alone; see 'kubectl port-forward'");
                continue;
            }

            if (port.HostAddress is { } other && !PublishedPort.IsAny(other))
            {
                owner.Lose("publish", $"{port} is open at all addresses of a load balancer, not at {other} alone");
            }

            if (port.Count * port.Protocols.Count > MostPorts)
            {
                owner.Lose("publish", $"{port} are too many ports for a Service");
                continue;
            }

            foreach (var protocol in port.Protocols)
            {
                for (var i = 0; i < port.Count; i++)
                {
                    ports.Add(
                        new Port(
                            (port.HostPort ?? port.ContainerPort) + i,
                            port.ContainerPort + i,
                            PublishedPort.Name(protocol).ToUpperInvariant()
                        )
                    );
                }
            }
        }

        return [.. ports.DistinctBy(p => (p.Published, p.Protocol))];
    }
}
