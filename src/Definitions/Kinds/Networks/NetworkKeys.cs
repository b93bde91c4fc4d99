// SPDX-License-Identifier: BSD-2-Clause
using static RootfulContainers.Definitions.Keys.KeyTarget;
using static RootfulContainers.Definitions.Keys.ValueKind;
using static RootfulContainers.Definitions.Kinds.Networks.NetworkTargets;

namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary>The keys of <c>NAME.network.toml</c>, in the order of the manual.</summary>
internal static class NetworkKeys
{
    /// <summary>The keys of one <c>[[subnet]]</c>.</summary>
    public static readonly ConfigurationKeySet Subnet = new(SubnetRows);

    public static readonly ConfigurationKeySet All = new(Rows) { Foreign = ForeignWords.Network };

    private static IReadOnlyList<ConfigurationKey> Rows =>
        [
            new(
                "description",
                ValueKind.String,
                Property(static (n, s) => n.Description = s.Text),
                "What systemctl shows as the network's description."
            )
            {
                Default = "Podman network NAME",
                Example = "\"Network of the shop\"",
                Check = ValueChecks.UnitLine,
            },
            new("driver", ValueKind.String, NetworkFlag("driver"), "What kind of network it is.")
            {
                Default = "\"bridge\"",
                Example = "\"macvlan\"",
                Choices = ["bridge", "macvlan", "ipvlan"],
            },
            new(
                "subnets",
                StringList,
                Property(static (n, s) => n.SubnetTexts = s.Texts),
                "Subnets, when they need no options."
            )
            {
                Default = "one that podman chooses",
                Example = "[\"10.89.0.0/24\", \"fd00:89::/64\"]",
                Check = ValueChecks.Subnet,
            },
            new("subnet", Tables, Special, "Subnets with their options.")
            {
                Example = "[{ prefix = \"10.89.0.0/24\", lease_range = \"10.89.0.128/25\" }]",
                Rows = Subnet,
            },
            new("ipv6", ValueKind.Boolean, NetworkFlag("ipv6"), "Choose an IPv6 subnet as well, when none is given.")
            {
                Default = "false",
                Example = "true",
            },
            new("internal", ValueKind.Boolean, NetworkFlag("internal"), "Keep the network without a way out.")
            {
                Default = "false",
                Example = "true",
            },
            new(
                "dns",
                ValueKind.Boolean,
                Property(static (n, s) => n.HasNames = s.IsTrue),
                "Let containers find each other by name."
            )
            {
                Default = "true",
                Example = "false",
                Synonyms = ["DisableDNS"],
            },
            new("dns_servers", StringList, NetworkListFlag("dns"), "Servers that other names are asked from.")
            {
                Default = "the host's",
                Example = "[\"9.9.9.9\"]",
                Check = ValueChecks.Address,
            },
            new("interface_name", ValueKind.String, NetworkFlag("interface-name"), "Bridge, or parent of a macvlan.")
            {
                Default = "podmanN for a bridge",
                Example = "\"shop0\"",
                Check = NetworkAttachment.CheckInterface,
                Synonyms = ["bridge", "parent"],
            },
            new("ipam_driver", ValueKind.String, NetworkFlag("ipam-driver"), "Who gives out addresses.")
            {
                Default = "\"host-local\"",
                Example = "\"dhcp\"",
                Choices = ["host-local", "dhcp", "none"],
                Synonyms = ["IPAMDriver"],
            },
            new("routes", StringList, NetworkFlag("route"), "Static routes, as DESTINATION,GATEWAY[,METRIC].")
            {
                Example = "[\"10.100.0.0/16,10.89.0.1\"]",
                Check = ValueChecks.Route,
                Synonyms = ["route"],
            },
            new("isolate", ValueKind.Boolean, NetworkFlag("opt=isolate"), "Keep other networks out, or \"strict\".")
            {
                Default = "netavark's",
                Example = "true",
                Choices = ["strict"],
            },
            new("mtu", ValueKind.Integer, NetworkFlag("opt=mtu"), "Largest packet, in bytes.")
            {
                Default = "the default route's",
                Example = "1400",
                Minimum = 68,
                Maximum = 65535,
            },
            new("vlan", ValueKind.Integer, NetworkFlag("opt=vlan"), "VLAN of the bridge's ports.")
            {
                Example = "20",
                Minimum = 1,
                Maximum = 4094,
            },
            new("options", StringMap, NetworkFlag("opt"), "Options of the driver.")
            {
                Example = "mode = \"unmanaged\"",
                CheckName = ValueChecks.MapName,
                Synonyms = ["opt"],
            },
            new("labels", StringMap, NetworkFlag("label"), "Labels of the network.")
            {
                Example = "team = \"storefront\"",
                CheckName = ValueChecks.MapName,
            },
            new(
                "delete_on_stop",
                ValueKind.Boolean,
                Property(static (n, s) => n.IsDeletedOnStop = s.IsTrue),
                "Remove the network when its unit stops."
            )
            {
                Default = "false",
                Example = "true",
                Synonyms = ["NetworkDeleteOnStop"],
            },
            PodmanWordKeys.Arguments(
                Property(static (n, s) => n.PodmanWords = s),
                "podman network create",
                "--opt=com.example.x=y"
            ),
            PodmanWordKeys.GlobalArguments(Property(static (n, s) => n.GlobalArguments = (n.GlobalWords = s).Texts)),
            PodmanWordKeys.Modules(
                GlobalFlag(
                    "module",
                    static (n, s) => n.GlobalArguments = [.. s.Texts.Select(m => $"--module={m}"), .. n.GlobalArguments]
                ),
                "/etc/shop.containers.conf"
            ),
        ];

    private static IReadOnlyList<ConfigurationKey> SubnetRows =>
        [
            new("prefix", ValueKind.String, Special, "The subnet.")
            {
                Required = true,
                Example = "\"10.89.0.0/24\"",
                Check = ValueChecks.Subnet,
                Synonyms = ["subnet", "cidr", "network", "address"],
            },
            new("gateway", ValueKind.String, Special, "Address of the host.")
            {
                Default = "the first of the subnet",
                Example = "\"10.89.0.1\"",
                Check = ValueChecks.Address,
            },
            new("lease_range", ValueKind.String, Special, "What rootful podman gives out; definitions get the rest.")
            {
                Default = "the whole subnet",
                Example = "\"10.89.0.128/25\"",
                Check = ValueChecks.LeaseRange,
            },
        ];
}
