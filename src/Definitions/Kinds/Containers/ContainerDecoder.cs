// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Text;

namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>Decodes <c>NAME.toml</c> or <c>NAME.pod.toml</c>, and its drop-ins.</summary>
internal static class ContainerDecoder
{
    /// <param name="users">Whose homes are meant by <c>~/</c>.</param>
    public static Decoded<ContainerDefinition> Decode(
        ContainerName name,
        DefinitionSource source,
        UserTable? users = null,
        ConfigurationKeySet? rows = null,
        bool isPod = false
    )
    {
        var diagnostics = new List<Diagnostic>();
        var table = TomlReader.ReadMerged(source, diagnostics);
        // What a syntax error hides cannot be told from what is missing.
        var complete = diagnostics.Count == 0;
        var keys = new KeyDecoder(rows ?? ContainerKeys.All, diagnostics)
        {
            Home = HomePath.Of(table, users, source.IsTemplate),
        };
        var settings = keys.Decode(table, complete, isPod ? "a pod" : "a container");
        var definition = new ContainerDefinition(name, source.Path, Fingerprint(source), settings)
        {
            IsPod = isPod,
            Home = source.IsTemplate ? null : keys.Home,
        };
        KeyTarget<ContainerDefinition, ContainerParts>.SetAll(settings, definition);
        definition.Networks = Networks(definition.NetworkNames, keys.Tables, diagnostics);
        ContainerRules.Check(definition, table, name => complete && keys.Missing(table, name), diagnostics);
        return new Decoded<ContainerDefinition>(definition, diagnostics);
    }

    /// <summary>
    /// Of the version as well: after an upgrade the user's service manager still has the units that the earlier generator
    /// made from the same definition.
    /// </summary>
    private static string Fingerprint(DefinitionSource source) =>
        FingerprintText.Of([
            Encoding.ASCII.GetBytes($"{ProgramVersion.Text} {UserUnits.Form}"),
            .. source.Files.Select(f => f.Bytes),
        ]);

    private static List<RequestedNetwork> Networks(Setting? names, List<TomlTable> tables, List<Diagnostic> diagnostics)
    {
        var networks = new List<RequestedNetwork>();
        foreach (var value in names?.Values ?? [])
        {
            networks.Add(new RequestedNetwork(new NetworkAttachment(value.Text), value.Position));
        }

        foreach (var table in tables)
        {
            var before = diagnostics.Count;
            var keys = new KeyDecoder(ContainerNetworkKeys.Attachment, diagnostics);
            var attachment = keys.Decode(table, reportMissing: true, "a [[network]]");
            if (diagnostics.Count == before)
            {
                networks.Add(new RequestedNetwork(Attachment(attachment), table.Position) { Settings = attachment });
            }
        }

        return networks;
    }

    private static NetworkAttachment Attachment(SettingList settings) =>
        new(settings["name"]!.Text) // required, or there was a diagnostic
        {
            Ipv4 = Address(settings["ipv4"]),
            Ipv6 = Address(settings["ipv6"]),
            Mac = settings["mac"]?.Text,
            Interface = settings["interface"]?.Text,
            Aliases = [.. settings.Texts("aliases")],
            DefaultRoute = settings["default_route"]?.IsTrue,
            Metric = settings["metric"] is { } metric ? int.Parse(metric.Text, CultureInfo.InvariantCulture) : null,
            AntiSpoof = settings["anti_spoof"]?.IsTrue,
            Options = [.. settings["options"]?.Values.Select(v => KeyValuePair.Create(v.Name!, v.Text)) ?? []],
        };

    private static IPAddress? Address(Setting? setting) => setting is null ? null : IPAddress.Parse(setting.Text);
}
