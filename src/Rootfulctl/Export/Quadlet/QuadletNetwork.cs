// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Definitions.Keys;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Units;
using static RootfulContainers.Rootfulctl.Export.Quadlet.QuadletRules;
using Rule = RootfulContainers.Rootfulctl.Export.KeyRule<RootfulContainers.Rootfulctl.Export.Quadlet.QuadletUnit>;
using UnitCommand = RootfulContainers.Units.CommandLine;

namespace RootfulContainers.Rootfulctl.Export.Quadlet;

/// <summary>A network as the <c>.network</c> file of a user.</summary>
internal static class QuadletNetwork
{
    // podman's own, which every user has without a file.
    private const string PodmansOwn = "podman";

    private const string NoLinks =
        "a network of rootless podman has no link of the host's; this one becomes a bridge of the user's";

    public static readonly KeyRules<QuadletUnit> Rules = new(
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["description"] = Rule.ByProperty,
            ["driver"] = Raw("Driver"),
            ["subnets"] = Rule.ByProperty,
            ["subnet"] = Rule.ByProperty,
            ["ipv6"] = Raw("IPv6"),
            ["internal"] = Raw("Internal"),
            ["dns"] = Rule.ByProperty,
            ["dns_servers"] = Raw("DNS"),
            ["ipam_driver"] = Raw("IPAMDriver"),
            ["isolate"] = Options("isolate"),
            ["mtu"] = Options("mtu"),
            ["vlan"] = Options("vlan"),
            ["options"] = Words("Options"),
            ["labels"] = Words("Label"),
            ["delete_on_stop"] = Rule.ByProperty,
            ["podman_args"] = Line("PodmanArgs"),
            ["global_args"] = Line("GlobalArgs"),
            ["containers_conf_modules"] = Module,
        },
        Others
    );

    /// <summary>The keys of one [[subnet]].</summary>
    public static readonly IReadOnlyDictionary<string, string?> Subnet = new Dictionary<string, string?>(
        StringComparer.Ordinal
    )
    {
        ["prefix"] = null,
        ["gateway"] = null,
        ["lease_range"] = null,
    };

    /// <summary>How a container names it.</summary>
    public static string Reference(string name, ExportedDefinitions all) =>
        HasFile(name, all) ? $"{name}.network" : name;

    public static bool HasFile(string name, ExportedDefinitions all) =>
        name != PodmansOwn || all.FindNetwork(name) is not null;

    /// <param name="definition">Null when nothing is known of it.</param>
    public static QuadletUnit Of(string name, NetworkDefinition? definition)
    {
        var file = new QuadletUnit(name, "Network");
        file.Losses.Note(
            $"Network {name}: a file in ~/.config/containers/systemd of each user who has a container on it"
        );
        file.Losses.Note(
            "It is a bridge in a network namespace of that user's own: containers of other users are not on it, and clients' "
                + "addresses are seen as podman's port forwarder has it"
        );
        file.Own.Add("NetworkName", name);
        if (definition is null)
        {
            file.Losses.Note("Neither a definition nor rootful podman says what it is");
            return file;
        }

        if (definition.Description is { } description)
        {
            file.Unit.Add("Description", UnitText.Line(description));
        }

        var hasLink = definition.Settings["driver"] is { Text: not "bridge" };
        Rules.Apply(definition.Settings.Where(s => !hasLink || !IsOfLink(s)), file);
        foreach (var setting in definition.Settings.Where(s => hasLink && IsOfLink(s)))
        {
            file.Lose(setting.Key.Path, NoLinks);
        }

        if (!definition.HasNames)
        {
            file.Own.Add("DisableDNS", "true");
        }

        if (definition.IsDeletedOnStop)
        {
            // NetworkDeleteOnStop= of podman 5.5, as earlier ones know it.
            file.Service.Add("ExecStopPost", new UnitCommand("podman").Add(["network", "rm", name]).ToString());
        }

        if (hasLink && definition.Subnets.Count > 0)
        {
            file.Lose("subnet", NoLinks);
        }

        if (!hasLink && definition.Subnets.Count > 0)
        {
            file.Losses.Note(
                "podman refuses a subnet that the host has: where root's network is, stop all containers on it and remove its definition, then "
                    + $"'{AppContext.BaseDirectory}network-helper {HelperCommands.RemoveNetwork} {name}' as root removes it"
            );
        }

        foreach (var subnet in hasLink ? [] : definition.Subnets)
        {
            file.Own.Add("Subnet", subnet.Prefix.ToString());
            // podman takes the first of each for the first subnet, and so on.
            if (subnet.Gateway is not null || definition.Subnets.Any(s => s.Gateway is not null))
            {
                file.Own.Add(
                    "Gateway",
                    (subnet.Gateway ?? RootfulContainers.Definitions.Values.Subnet.FirstHost(subnet.Prefix)).ToString()
                );
            }

            if (Range(subnet, file) is { } range)
            {
                file.Own.Add("IPRange", range);
            }
            else if (definition.Subnets.Any(s => s.LeaseRange is not null))
            {
                file.Own.Add("IPRange", subnet.Prefix.ToString());
            }
        }

        return file;
    }

    /// <summary>What a lease range leaves for containers of definitions.</summary>
    private static string? Range(NetworkSubnet subnet, QuadletUnit file)
    {
        if (subnet.LeaseRange is not { } lease)
        {
            return null;
        }

        if (AddressRange.Beside(lease, subnet.Prefix, subnet.Gateway) is [var rest])
        {
            return rest;
        }

        file.Lose("subnet", $"an IPRange= is one range, which the rest of {subnet.Prefix} beside {lease} is not");
        return null;
    }

    private static bool IsOfLink(Setting setting) =>
        setting.Key.Path is "driver" or "interface_name" or "ipam_driver" or "options" or "vlan" or "mtu" or "routes";

    private static Rule Options(string name) =>
        new((file, setting) => file.Own.Add("Options", $"{name}={setting.Text}"), null);
}
