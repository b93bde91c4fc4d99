// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Keys.KeyTarget;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Containers.ContainerTargets;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>The keys of <c>NAME.toml</c> that say how the container is reached; root does all of it.</summary>
internal static class ContainerNetworkKeys
{
    /// <summary>The keys of one <c>[[network]]</c>.</summary>
    public static readonly ConfigurationKeySet Attachment = new(AttachmentRows);

    public static IReadOnlyList<ConfigurationKey> Rows =>
        [
            new(
                "networks",
                StringList,
                Property(static (c, s) => c.NetworkNames = s),
                "Names of the rootful networks, when they need no options."
            )
            {
                Example = "[\"rootful0\"]",
                Check = ValueChecks.NetworkName,
            },
            new("network", Tables, Special, "The rootful networks, in order; the first becomes eth0.")
            {
                Example = "[{ name = \"rootful0\", ipv4 = \"10.89.0.10\" }]",
                Rows = Attachment,
            },
            new(
                "network_namespace",
                ValueKind.String,
                Property(static (c, s) => c.NetworkNamespace = s),
                "When the network namespace is made: \"first\", and kept while the container is restarted, or with the \"container\"."
            )
            {
                Default = "\"first\", or \"container\" with a user namespace of its own",
                Example = "\"container\"",
                Choices = [ContainerDefinition.NamespaceFirst, "container"],
            },
            new(
                "network_of",
                ValueKind.String,
                Property(static (c, s) => c.NetworkOf = s),
                "Another container, or a pod, of the same user, whose network namespace this one shares, in place of networks of its own."
            )
            {
                Example = "\"web\"",
                Check = static text => ContainerName.TryParse(text, out _, out var error) ? null : error,
            },
            new(
                "pod",
                ValueKind.String,
                Property(static (c, s) => c.Pod = s),
                "Pod of the same user that the container belongs to, in place of networks of its own."
            )
            {
                Example = "\"shop\"",
                Check = ValueChecks.Pod,
            },
            new(
                "start_with_pod",
                ValueKind.Boolean,
                Property(static (c, s) => c.StartsWithPod = s.IsTrue),
                "With pod, whether the pod starts the container."
            )
            {
                Default = "true",
                Example = "false",
            },
            new(
                "publish",
                StringList,
                HelperFlag(HelperOptions.Publish).Into(static (c, s) => c.Ports = Ports(s)),
                "Ports of the host that lead into the container, as [[IP:][HOST[-END]]:]CONTAINER[-END][/tcp|udp|sctp]."
            )
            {
                Example = "[\"80:80\", \"[2001:db8::1]:8443:443\", \"53:53/udp\"]",
                Parse = ValueChecks.Published,
                Synonyms = ["PublishPort", "ports", "port"],
            },
            new(
                "expose",
                StringList,
                CreateListFlag("expose"),
                "Ports that the container is said to serve, as PORT[-END][/tcp|udp|sctp]."
            )
            {
                Example = "[\"8080\", \"53/udp\"]",
                Check = ValueChecks.ExposedPort,
                Synonyms = ["ExposeHostPort"],
            },
            new(
                "network_aliases",
                StringList,
                HelperFlag(HelperOptions.NetworkAlias).Into(static (c, s) => c.Aliases = s.Values),
                "More names for DNS, on every network."
            )
            {
                Example = "[\"www\"]",
                Check = NetworkAttachment.CheckAlias,
                Synonyms = ["NetworkAlias", "aliases"],
            },
            new("add_hosts", StringList, HelperFlag(HelperOptions.AddHost), "Lines of /etc/hosts, as HOST:ADDRESS.")
            {
                Example = "[\"db.example:10.0.0.5\", \"host:host-gateway\"]",
                Check = ValueChecks.AddedHost,
                Synonyms = ["AddHost", "extra_hosts"],
            },
            new(
                "address_key",
                ValueKind.String,
                HelperFlag(HelperOptions.AddressKey),
                "What the addresses derive from."
            )
            {
                Default = "NAME",
                Example = "\"container-web.service\"",
                Check = ValueChecks.AddressKey,
            },
            new(
                "dns.servers",
                StringList,
                HelperFlag(HelperOptions.Dns),
                "Servers that names outside the networks are asked from."
            )
            {
                Default = "the host's",
                Example = "[\"9.9.9.9\"]",
                Check = ValueChecks.Address,
                Synonyms = ["DNS"],
            },
            new(
                "dns.search",
                StringList,
                HelperFlag(HelperOptions.DnsSearch),
                "Domains that short names are looked up in."
            )
            {
                Example = "[\"example.org\"]",
                Check = ValueChecks.Domain,
                Synonyms = ["DNSSearch", "dns_search"],
            },
            new("dns.options", StringList, HelperFlag(HelperOptions.DnsOption), "Options of resolv.conf(5).")
            {
                Example = "[\"ndots:1\"]",
                Check = ValueChecks.Word,
                Synonyms = ["DNSOption", "dns_option"],
            },
        ];

    private static IReadOnlyList<ConfigurationKey> AttachmentRows =>
        [
            new("name", ValueKind.String, Special, "Name of the rootful network.")
            {
                Required = true,
                Example = "\"rootful0\"",
                Check = ValueChecks.NetworkName,
            },
            new("ipv4", ValueKind.String, Special, "Fixed IPv4 address.")
            {
                Default = "derived from the secret, 'address_key' and the network",
                Example = "\"10.89.0.10\"",
                Check = ValueChecks.Ipv4,
                Synonyms = ["IP", "address"],
            },
            new("ipv6", ValueKind.String, Special, "Fixed IPv6 address.")
            {
                Default = "derived from the secret, 'address_key' and the network",
                Example = "\"fd00::10\"",
                Check = ValueChecks.Ipv6,
                Synonyms = ["IP6"],
            },
            new("mac", ValueKind.String, Special, "Fixed MAC address.")
            {
                Default = "derived from the secret, 'address_key' and the network",
                Example = "\"02:00:5e:10:00:01\"",
                Check = NetworkAttachment.CheckMac,
                Synonyms = ["mac_address"],
            },
            new("interface", ValueKind.String, Special, "Name of the interface in the container.")
            {
                Default = "eth0, eth1, ... in order",
                Example = "\"lan0\"",
                Check = NetworkAttachment.CheckInterface,
                Synonyms = ["interface_name"],
            },
            new("aliases", StringList, Special, "More names for DNS, on this network.")
            {
                Example = "[\"www\"]",
                Check = NetworkAttachment.CheckAlias,
            },
            new("default_route", ValueKind.Boolean, Special, "Whether the container's default route goes here.")
            {
                Default = "each network has one, and the first is preferred",
                Example = "false",
            },
            new("metric", ValueKind.Integer, Special, "Metric of the default route.")
            {
                Default = "100",
                Example = "50",
            },
            new("anti_spoof", ValueKind.Boolean, Special, "Whether it can only send with its own addresses and MAC.")
            {
                Default = "true where it can be",
                Example = "false",
            },
            new("options", StringMap, Special, "Options of netavark for this attachment.")
            {
                Example = "host_interface_name = \"veth-web\"",
                CheckName = ValueChecks.AttachmentOption,
                Check = ValueChecks.OptionValue,
            },
        ];

    private static IReadOnlyList<RequestedPort> Ports(Setting publish) =>
        [.. publish.Values.Select(v => new RequestedPort((PublishedPort)v.Parsed!, v.Position))]; // by ValueChecks.Published
}
