// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Digests;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.NetworkHelper.Ports;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// What netavark reads on stdin: a superset that netavark 1.4 to 2.1 understand (networks as a map, exactly one static
/// address per subnet in the order of the subnets).
/// </summary>
internal static class NetavarkRequest
{
    /// <summary>Ours, and not netavark's: the networks that published ports lead to, where that is a choice.</summary>
    private const string PortNetworks = "rootful_containers_port_networks";

    /// <summary>
    /// The container's id towards netavark and aardvark-dns, 64 hex digits made from its name. Not podman's id: that one
    /// is a claim of the user's, and netavark removes whatever carries the id it is given, so a user could have another
    /// container's rules and names removed. Made from the name alone, it also finds what a lost state left behind.
    /// </summary>
    public static string ContainerId(ContainerName name)
    {
        var text = Encoding.ASCII.GetBytes($"rootful-container {name}");
        var digest = new Sha3Digest(256);
        digest.BlockUpdate(text, 0, text.Length);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return Convert.ToHexStringLower(hash);
    }

    public static JsonObject Build(
        ContainerName name,
        string hostname,
        IReadOnlyList<AttachedNetwork> networks,
        IReadOnlyList<PortMapping> ports,
        IReadOnlyList<string> dnsServers,
        IReadOnlyList<string>? portNetworks = null
    )
    {
        var request = new JsonObject
        {
            ["container_id"] = ContainerId(name),
            ["container_name"] = name.ToString(),
            ["container_hostname"] = hostname,
            ["networks"] = new JsonObject(
                networks.Select(n => KeyValuePair.Create<string, JsonNode?>(n.Network.Name, Options(n)))
            ),
            ["network_info"] = new JsonObject(
                networks.Select(n =>
                    KeyValuePair.Create<string, JsonNode?>(n.Network.Name, n.Network.ToJson(n.Options))
                )
            ),
            ["port_mappings"] = new JsonArray([.. ports.Select(Mapping)]),
        };
        if (dnsServers.Count > 0)
        {
            request["dns_servers"] = Texts(dnsServers);
        }

        if (ports.Count > 0 && portNetworks is { Count: > 0 })
        {
            request[PortNetworks] = Texts(portNetworks);
        }

        return request;
    }

    /// <summary>
    /// What netavark is run with, one run after the other. It publishes ports on all networks of a run, in no fixed order, and
    /// the first rule counts; so the networks that ports lead to come first, in their order, and the others get none.
    /// </summary>
    public static IReadOnlyList<byte[]> Runs(byte[] request) =>
        Read<IReadOnlyList<byte[]>>(
            request,
            json =>
            {
                if (json[PortNetworks] is not JsonArray chosen)
                {
                    return [request];
                }

                json.Remove(PortNetworks);
                var all = NetworksOf(json).Select(n => n.Key).ToList();
                var first = chosen.Select(c => ForeignJson.Value<string>(c, PortNetworks)).Where(all.Contains).ToList();
                var runs = first.ConvertAll(n => Reduced(json, [n], hasPorts: true));
                var others = all.Except(first, StringComparer.Ordinal).ToList();
                if (others.Count > 0)
                {
                    runs.Add(Reduced(json, others, hasPorts: false));
                }

                return runs;
            }
        );

    private static byte[] Reduced(JsonObject request, IReadOnlyList<string> networks, bool hasPorts)
    {
        var copy = request.DeepClone().AsObject();
        KeepOnly(copy, "networks", networks);
        KeepOnly(copy, "network_info", networks);
        if (!hasPorts)
        {
            copy["port_mappings"] = new JsonArray();
        }

        return Encoding.UTF8.GetBytes(copy.ToJsonString());
    }

    /// <summary>The port mappings of a request that was sent.</summary>
    public static IReadOnlyList<PortMapping> Mappings(byte[] request) =>
        Read<IReadOnlyList<PortMapping>>(
            request,
            json => [.. (json["port_mappings"] as JsonArray ?? []).Select(ReadMapping)]
        );

    /// <summary>The names of the networks in a request that was sent.</summary>
    public static IReadOnlyList<string> Networks(byte[] request) =>
        Read<IReadOnlyList<string>>(request, json => [.. NetworksOf(json).Select(n => n.Key)]);

    /// <summary>The networks of a request that was sent, with the parts that stay with the container's interfaces.</summary>
    public static IReadOnlyList<AttachedNetwork> Attachments(byte[] request) =>
        Read<IReadOnlyList<AttachedNetwork>>(
            request,
            json =>
                [
                    .. NetworksOf(json)
                        .Select(n => ReadAttachment(n.Key, ForeignJson.Object(n.Value, n.Key), json["network_info"])),
                ]
        );

    /// <summary>
    /// A request for a namespace that has no routes: those of a network netavark would look for, and fail.
    /// </summary>
    public static byte[] WithoutRoutes(byte[] request) =>
        Read(
            request,
            json =>
            {
                foreach (var (name, network) in ForeignJson.Object(json["network_info"], "network_info"))
                {
                    ForeignJson.Object(network, name).Remove("routes");
                }

                return Encoding.UTF8.GetBytes(json.ToJsonString());
            }
        );

    /// <summary>A request for each network of one for several; none for one that has a single network.</summary>
    public static IReadOnlyList<byte[]> ForEachNetwork(byte[] request) =>
        Networks(request) is { Count: > 1 } names ? [.. names.Select(name => ForOneNetwork(request, name))] : [];

    private static byte[] ForOneNetwork(byte[] request, string network) =>
        Read(
            request,
            json =>
            {
                KeepOnly(json, "networks", [network]);
                KeepOnly(json, "network_info", [network]);
                return Encoding.UTF8.GetBytes(json.ToJsonString());
            }
        );

    private static void KeepOnly(JsonObject request, string part, IReadOnlyList<string> networks)
    {
        var whole = ForeignJson.Object(request[part], part);
        request[part] = new JsonObject(
            networks.Select(n => KeyValuePair.Create<string, JsonNode?>(n, whole[n]?.DeepClone()))
        );
    }

    private static T Read<T>(byte[] request, Func<JsonObject, T> read) =>
        ForeignJson.Read(
            request,
            "the request that netavark was sent could not be read",
            json => read(ForeignJson.Object(json, "it"))
        );

    private static JsonObject NetworksOf(JsonObject request) => ForeignJson.Object(request["networks"], "networks");

    private static AttachedNetwork ReadAttachment(string name, JsonObject json, JsonNode? networks) =>
        new(
            Network.FromJson(ForeignJson.Object(networks?[name], "network_info")),
            ForeignJson.Value<string>(json["interface_name"], "interface_name"),
            [
                .. (json["static_ips"] as JsonArray ?? []).Select(a =>
                    IPAddress.Parse(ForeignJson.Value<string>(a, "ip"))
                ),
            ],
            ForeignJson.Value<string>(json["static_mac"], "static_mac"),
            Aliases: [],
            AttachmentOptions: [],
            Options: []
        );

    private static PortMapping ReadMapping(JsonNode? mapping)
    {
        var json = ForeignJson.Object(mapping, "a port mapping");
        var address = ForeignJson.Value<string>(json["host_ip"], "host_ip");
        var protocol = ForeignJson.Value<string>(json["protocol"], "protocol");
        return new PortMapping(
            address.Length == 0 ? null : IPAddress.Parse(address),
            ForeignJson.Value<ushort>(json["host_port"], "host_port"),
            ForeignJson.Value<ushort>(json["container_port"], "container_port"),
            ForeignJson.Value<int>(json["range"], "range"),
            Enum.TryParse<PortProtocol>(protocol, ignoreCase: true, out var parsed)
                ? parsed
                : throw new FormatException($"unknown protocol '{protocol}'")
        );
    }

    private static JsonObject Options(AttachedNetwork network)
    {
        var json = new JsonObject
        {
            ["interface_name"] = network.Interface,
            ["static_mac"] = network.Mac,
            ["aliases"] = Texts(network.Aliases),
        };
        if (network.Addresses.Count > 0)
        {
            json["static_ips"] = Texts(network.Addresses.Select(a => a.ToString()));
        }

        if (network.AttachmentOptions.Count > 0)
        {
            json["options"] = new JsonObject(
                network.AttachmentOptions.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value))
            );
        }

        return json;
    }

    private static JsonObject Mapping(PortMapping port) =>
        new JsonObject
        {
            ["host_ip"] = port.HostAddress?.ToString() ?? "",
            ["host_port"] = (int)port.HostPort,
            ["container_port"] = (int)port.ContainerPort,
            ["range"] = port.Count,
            ["protocol"] = port.ProtocolName,
        };

    private static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);
}
