// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary>System manager: a rootful podman network that is there before the containers on it.</summary>
internal static class PodmanNetworkUnit
{
    public static UnitFile Plan(NetworkDefinition definition, string helper)
    {
        var unit = Start(definition.Name, definition.Path, definition.Description);
        var create = Verb(HelperCommands.CreateNetwork, definition, helper)
            .Option(HelperOptions.Definition, Fingerprint(definition))
            .Add("--")
            .Add(CreateArguments(definition))
            .ToString();
        // While a change is refused every start of a container tries again: six of them in ten seconds are no loop.
        unit.Unit.Add("StartLimitIntervalSec", "0");
        unit.Service.Add("Type", "oneshot")
            .Add("RemainAfterExit", "yes")
            .Add("ExecStart", create)
            // By which a container on the network has a changed definition applied.
            .Add("ExecReload", create);
        if (definition.IsDeletedOnStop)
        {
            unit.Service.Add("ExecStop", Verb(HelperCommands.RemoveNetwork, definition, helper).ToString());
        }

        return unit;
    }

    /// <summary>
    /// 16 hex digits over the arguments of podman, not over the file: a comment changes no network. Whoever changes the arguments
    /// that a definition becomes has every network recreated.
    /// </summary>
    public static string Fingerprint(NetworkDefinition definition) =>
        FingerprintText.Of(
            definition
                .GlobalArguments.Append("create")
                .Concat(CreateArguments(definition))
                .Select(Encoding.UTF8.GetBytes)
        );

    /// <summary>A unit whose start fails with the definition's errors.</summary>
    public static UnitFile Refuse(CheckedDefinition definition, string helper)
    {
        var unit = Start(definition.Name, definition.Path, null);
        unit.Service.Add("Type", "oneshot").Add("ExecStart", Refusal.Command(definition, helper));
        return unit;
    }

    private static UnitFile Start(ContainerName name, string path, string? description)
    {
        var unit = new UnitFile(SystemUnits.PodmanNetwork(name.ToString()));
        unit.Unit.Add("Description", UnitText.Line(description ?? $"Podman network {name}"))
            .Add("Documentation", "man:rootful-containers.toml(5)")
            .Add("SourcePath", UnitText.Line(path));
        return unit;
    }

    private static CommandLine Verb(string verb, NetworkDefinition definition, string helper)
    {
        var command = new CommandLine(helper).Add([verb, definition.Name.ToString()]);
        foreach (var argument in definition.GlobalArguments)
        {
            command.Option(HelperOptions.GlobalArgument, argument);
        }

        return command;
    }

    private static List<string> CreateArguments(NetworkDefinition definition)
    {
        var arguments = Subnets(definition.Subnets);
        if (!definition.HasNames)
        {
            arguments.Add("--disable-dns");
        }

        KeyTarget<NetworkDefinition, List<string>>.AddAll(definition.Settings, arguments);
        arguments.AddRange(definition.PodmanWords?.Texts ?? []);
        return arguments;
    }

    // podman gives the first gateway and the first range to the first subnet, and so on: all before the last one that has
    // one need theirs written out.
    private static List<string> Subnets(IReadOnlyList<NetworkSubnet> subnets)
    {
        var arguments = new List<string>();
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
            arguments.Add($"--subnet={subnet.Prefix}");
            if (i < gateways)
            {
                arguments.Add($"--gateway={subnet.Gateway ?? Values.Subnet.FirstHost(subnet.Prefix)}");
            }

            if (i < ranges)
            {
                arguments.Add($"--ip-range={subnet.LeaseRange ?? subnet.Prefix.ToString()}");
            }
        }

        return arguments;
    }
}
