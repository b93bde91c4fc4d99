// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Definitions.Kinds.Networks;

/// <summary>Decodes <c>NAME.network.toml</c> and its drop-ins.</summary>
internal static class NetworkDecoder
{
    public static Decoded<NetworkDefinition> Decode(ContainerName name, DefinitionSource source)
    {
        var diagnostics = new List<Diagnostic>();
        var table = TomlReader.ReadMerged(source, diagnostics);
        var complete = diagnostics.Count == 0;
        var keys = new KeyDecoder(NetworkKeys.All, diagnostics);
        var settings = keys.Decode(table, complete, "a network");
        if (table.Find("subnets") is { } subnets && table.Find("subnet") is not null)
        {
            diagnostics.Add(
                new Diagnostic(
                    subnets.Position,
                    "'subnets' cannot be given together with [[subnet]]; use one of them for all"
                )
            );
        }

        var definition = new NetworkDefinition(name, source.Path, settings);
        KeyTarget<NetworkDefinition, List<string>>.SetAll(settings, definition);
        void Report(SourcePosition position, string message) => diagnostics.Add(new Diagnostic(position, message));
        PodmanWordChecks.Check(definition.PodmanWords, null, Report);
        PodmanWordChecks.Check(definition.GlobalWords, null, Report);
        definition.Subnets =
        [
            .. definition.SubnetTexts.Select(s => new NetworkSubnet(IPNetwork.Parse(s))),
            .. keys.Tables.Select(t => Subnet(t, diagnostics)).OfType<NetworkSubnet>(),
        ];
        return new Decoded<NetworkDefinition>(definition, diagnostics);
    }

    private static NetworkSubnet? Subnet(TomlTable table, List<Diagnostic> diagnostics)
    {
        var before = diagnostics.Count;
        var settings = new KeyDecoder(NetworkKeys.Subnet, diagnostics).Decode(
            table,
            reportMissing: true,
            "a [[subnet]]"
        );
        if (diagnostics.Count > before)
        {
            return null;
        }

        var prefix = IPNetwork.Parse(settings["prefix"]!.Text); // required, or there was a diagnostic
        var gateway = settings["gateway"];
        var range = settings["lease_range"];
        if (gateway is not null && !Contains(prefix, IPAddress.Parse(gateway.Text)))
        {
            diagnostics.Add(
                new Diagnostic(gateway.Values[0].Position, $"'gateway' {gateway.Text} is not in the subnet {prefix}")
            );
        }

        if (range is not null && AddressRange.Beside(range.Text, prefix, gateway: null) is null)
        {
            diagnostics.Add(
                new Diagnostic(range.Values[0].Position, $"'lease_range' {range.Text} is not in the subnet {prefix}")
            );
        }

        return new NetworkSubnet(prefix)
        {
            Gateway = gateway is null ? null : IPAddress.Parse(gateway.Text),
            LeaseRange = range?.Text,
        };
    }

    private static bool Contains(IPNetwork prefix, IPAddress address) =>
        prefix.BaseAddress.AddressFamily == address.AddressFamily && prefix.Contains(address);
}
