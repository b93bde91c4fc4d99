// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Configuration;

namespace RootfulContainers.Generator.Units;

/// <summary>System manager: a rootful podman network that is there before the containers on it.</summary>
internal static class PodmanNetworkUnit
{
    public static UnitFile Plan(NetworkDefinition definition)
    {
        var unit = Start(definition, definition.Settings["description"]?.Text);
        unit.Service.Add("Type", "oneshot").Add("RemainAfterExit", "yes").Add("ExecStart", Create(definition));
        if (definition.Settings.IsTrue("delete_on_stop"))
        {
            unit.Service.Add(
                "ExecStop",
                Command(definition).Add(["network", "rm", definition.Name.ToString()]).ToString()
            );
        }

        return unit;
    }

    /// <summary>A unit whose start fails with the definition's mistakes.</summary>
    public static UnitFile Refuse(NetworkDefinition definition, IEnumerable<Diagnostic> diagnostics, string helper)
    {
        var unit = Start(definition, null);
        var command = new CommandLine(helper)
            .Add(["refuse", definition.Name.ToString()])
            .Add(diagnostics.Select(d => d.ToString()));
        unit.Service.Add("Type", "oneshot").Add("ExecStart", command.ToString());
        return unit;
    }

    private static UnitFile Start(NetworkDefinition definition, string? description)
    {
        var unit = new UnitFile(UnitNames.PodmanNetwork(definition.Name.ToString()));
        unit.Unit.Add("Description", UnitText.Line(description ?? $"Podman network {definition.Name}"))
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(definition.Path));
        return unit;
    }

    private static CommandLine Command(NetworkDefinition definition) => Podman.For(definition.Settings);

    private static string Create(NetworkDefinition definition)
    {
        var settings = definition.Settings;
        var command = Command(definition).Add(["network", "create", "--ignore"]);
        AddSubnets(command, definition.Subnets);
        if (settings["dns"] is { Text: "false" })
        {
            command.Add("--disable-dns");
        }

        foreach (var setting in settings)
        {
            var (place, flag) = setting.Key.Target;
            if (place is TargetPlace.NetworkFlag or TargetPlace.NetworkListFlag)
            {
                foreach (var value in setting.Values)
                {
                    var text = value.Name is null ? value.Text : $"{value.Name}={value.Text}";
                    command.Flag(flag, place == TargetPlace.NetworkFlag ? text : Podman.ListField(text));
                }
            }
        }

        return command.Add(settings.Texts("podman_args")).Add(definition.Name.ToString()).ToString();
    }

    // podman gives the first gateway and the first range to the first subnet, and so on: all before the last one that has
    // one need theirs written out.
    private static void AddSubnets(CommandLine command, IReadOnlyList<NetworkSubnet> subnets)
    {
        var gateways = subnets.Count;
        while (gateways > 0 && subnets[gateways - 1].Gateway is null)
        {
            gateways--;
        }

        var ranges = subnets.Count;
        while (ranges > 0 && subnets[ranges - 1].LeaseRange is null)
        {
            ranges--;
        }

        for (var i = 0; i < subnets.Count; i++)
        {
            var subnet = subnets[i];
            command.Flag("subnet", subnet.Prefix.ToString());
            if (i < gateways)
            {
                command.Flag("gateway", (subnet.Gateway ?? IpPrefix.FirstHost(subnet.Prefix)).ToString());
            }

            if (i < ranges)
            {
                command.Flag("ip-range", subnet.LeaseRange ?? subnet.Prefix.ToString());
            }
        }
    }
}
