// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using RootfulContainers.Definitions.Kinds.Networks;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Rootfulctl.Output;

namespace RootfulContainers.Rootfulctl.Export;

/// <summary>A network that somebody made by hand, as the definition that it could have.</summary>
internal static class UndefinedNetwork
{
    private static readonly string[] Options = ["isolate", "mtu", "vlan"];

    /// <summary>Null for one that no definition could say.</summary>
    public static NetworkDefinition? Of(Network network)
    {
        var toml = new StringBuilder();
        // What goes without saying is not said, and needs no comment.
        if (network.Driver != "bridge")
        {
            toml.Append(CultureInfo.InvariantCulture, $"driver = {TomlText.Quoted(network.Driver)}\n");
        }

        toml.Append(network.IsInternal ? "internal = true\n" : "").Append(network.DnsEnabled ? "" : "dns = false\n");
        foreach (var option in Options)
        {
            if (network.Option(option) is { } value)
            {
                var text = value is "true" or "false" || value.All(char.IsAsciiDigit) ? value : TomlText.Quoted(value);
                toml.Append(CultureInfo.InvariantCulture, $"{option} = {text}\n");
            }
        }

        foreach (var subnet in network.Subnets)
        {
            toml.Append(CultureInfo.InvariantCulture, $"[[subnet]]\nprefix = \"{subnet.Range}\"\n");
            if (subnet.Gateway is { } gateway)
            {
                toml.Append(CultureInfo.InvariantCulture, $"gateway = \"{gateway}\"\n");
            }
        }

        if (!ContainerName.TryParse(network.Name, out var name, out _))
        {
            return null;
        }

        var source = new SourceText(network.Name, Encoding.UTF8.GetBytes(toml.ToString()));
        var decoded = NetworkDecoder.Decode(name, new DefinitionSource(network.Name, [source]));
        return decoded.IsBroken ? null : decoded.Definition;
    }
}
