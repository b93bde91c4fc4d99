// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text.Json.Nodes;
using RootfulContainers.Platform.Networks;

namespace RootfulContainers.Platform.State;

/// <summary>
/// What netavark was sent: <c>{networks: {NETWORK: {interface_name, static_ips, static_mac, aliases}}, network_info: {NETWORK:
/// {...}}, port_mappings: [...]}</c>.
/// </summary>
internal static class SentRequest
{
    public const string AttachmentsKey = "networks";
    public const string InformationKey = "network_info";
    public const string MappingsKey = "port_mappings";

    /// <summary>Ours, and not netavark's: the networks that published ports lead to, where that is a choice.</summary>
    public const string PortNetworksKey = "rootful_containers_port_networks";

    private const string InterfaceKey = "interface_name";
    private const string AddressesKey = "static_ips";
    private const string MacKey = "static_mac";
    private const string AliasesKey = "aliases";

    private const string HostAddressKey = "host_ip";
    private const string HostPortKey = "host_port";
    private const string ContainerPortKey = "container_port";
    private const string CountKey = "range";
    private const string ProtocolKey = "protocol";

    /// <exception cref="HostException">It is not JSON, or not what <paramref name="read"/> takes.</exception>
    public static T Read<T>(byte[] request, Func<JsonObject, T> read) =>
        ForeignJson.Read(
            request,
            "the request that netavark was sent could not be read",
            json => read(ForeignJson.Object(json, "it"))
        );

    public static IReadOnlyList<PortMapping> Mappings(byte[] request) =>
        Read<IReadOnlyList<PortMapping>>(
            request,
            json => [.. (json[MappingsKey] as JsonArray ?? []).Select(ReadMapping)]
        );

    /// <summary>The names of the networks.</summary>
    public static IReadOnlyList<string> Networks(byte[] request) => Read(request, NetworksOf);

    public static IReadOnlyList<string> NetworksOf(JsonObject request) =>
        [.. ForeignJson.Object(request[AttachmentsKey], AttachmentsKey).Select(n => n.Key)];

    /// <summary>The networks that published ports lead to, by choice or because there can be any.</summary>
    public static IReadOnlyList<string> PortNetworks(byte[] request) =>
        Read(request, PortNetworksOf)
        ??
        [
            .. Attachments(request).Select(a => a.Network).Where(n => n.PublishingObstacle is null).Select(n => n.Name),
        ];

    /// <summary>Those that were chosen; null where that is no choice.</summary>
    public static IReadOnlyList<string>? PortNetworksOf(JsonObject request) =>
        request[PortNetworksKey] is JsonArray chosen ? ForeignJson.Texts(chosen) : null;

    /// <summary>The networks with the parts that stay with the container's interfaces.</summary>
    public static IReadOnlyList<AttachedNetwork> Attachments(byte[] request) =>
        Read<IReadOnlyList<AttachedNetwork>>(
            request,
            json =>
                [
                    .. ForeignJson
                        .Object(json[AttachmentsKey], AttachmentsKey)
                        .Select(n => ReadAttachment(ForeignJson.Object(n.Value, n.Key), json[InformationKey]?[n.Key])),
                ]
        );

    public static JsonObject ToJson(AttachedNetwork network)
    {
        var json = new JsonObject
        {
            [InterfaceKey] = network.Interface,
            [MacKey] = network.Mac,
            [AliasesKey] = Texts(network.Aliases),
        };
        if (network.Addresses.Count > 0)
        {
            json[AddressesKey] = Texts(network.Addresses.Select(a => a.ToString()));
        }

        if (network.AttachmentOptions.Count > 0)
        {
            json["options"] = new JsonObject(
                network.AttachmentOptions.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))
            );
        }

        return json;
    }

    public static JsonObject ToJson(PortMapping port) =>
        new()
        {
            [HostAddressKey] = port.HostAddress?.ToString() ?? "",
            [HostPortKey] = (int)port.HostPort,
            [ContainerPortKey] = (int)port.ContainerPort,
            [CountKey] = port.Count,
            [ProtocolKey] = port.ProtocolName,
        };

    public static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);

    private static AttachedNetwork ReadAttachment(JsonObject json, JsonNode? network) =>
        new(
            Network.FromJson(ForeignJson.Object(network, InformationKey)),
            ForeignJson.Value<string>(json[InterfaceKey], InterfaceKey),
            [.. ForeignJson.Texts(json[AddressesKey]).Select(IPAddress.Parse)],
            ForeignJson.Value<string>(json[MacKey], MacKey),
            ForeignJson.Texts(json[AliasesKey]),
            AttachmentOptions: [],
            Options: []
        );

    private static PortMapping ReadMapping(JsonNode? mapping)
    {
        var json = ForeignJson.Object(mapping, "a port mapping");
        var address = ForeignJson.Value<string>(json[HostAddressKey], HostAddressKey);
        var protocol = ForeignJson.Value<string>(json[ProtocolKey], ProtocolKey);
        return new PortMapping(
            address.Length == 0 ? null : IPAddress.Parse(address),
            ForeignJson.Value<ushort>(json[HostPortKey], HostPortKey),
            ForeignJson.Value<ushort>(json[ContainerPortKey], ContainerPortKey),
            ForeignJson.Value<int>(json[CountKey], CountKey),
            Enum.TryParse<PortProtocol>(protocol, ignoreCase: true, out var parsed)
                ? parsed
                : throw new FormatException($"unknown protocol '{protocol}'")
        );
    }
}
