// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Crypto.Digests;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// What netavark reads on stdin: a superset that netavark 1.4 to 2.1 understand (networks as a map, exactly one static
/// address per subnet in the order of the subnets).
/// </summary>
internal static class NetavarkRequest
{
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
            [SentRequest.AttachmentsKey] = new JsonObject(
                networks.Select(n => KeyValuePair.Create<string, JsonNode?>(n.Network.Name, SentRequest.ToJson(n)))
            ),
            [SentRequest.InformationKey] = new JsonObject(
                networks.Select(n =>
                    KeyValuePair.Create<string, JsonNode?>(n.Network.Name, n.Network.ToJson(n.Options))
                )
            ),
            [SentRequest.MappingsKey] = new JsonArray([.. ports.Select(SentRequest.ToJson)]),
        };
        if (dnsServers.Count > 0)
        {
            request["dns_servers"] = SentRequest.Texts(dnsServers);
        }

        if (ports.Count > 0 && portNetworks is { Count: > 0 })
        {
            request[SentRequest.PortNetworksKey] = SentRequest.Texts(portNetworks);
        }

        return request;
    }

    /// <summary>
    /// What netavark is run with, one run after the other. It publishes ports on all networks of a run, in no fixed order, and
    /// the first rule counts; so the networks that ports lead to come first, in their order, and the others get none.
    /// </summary>
    public static IReadOnlyList<byte[]> Runs(byte[] request) =>
        SentRequest.Read<IReadOnlyList<byte[]>>(
            request,
            json =>
            {
                if (SentRequest.PortNetworksOf(json) is not { } chosen)
                {
                    return [request];
                }

                json.Remove(SentRequest.PortNetworksKey);
                var all = SentRequest.NetworksOf(json);
                var first = chosen.Where(c => all.Contains(c, StringComparer.Ordinal)).ToList();
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
        KeepOnly(copy, SentRequest.AttachmentsKey, networks);
        KeepOnly(copy, SentRequest.InformationKey, networks);
        if (!hasPorts)
        {
            copy[SentRequest.MappingsKey] = new JsonArray();
        }

        return Encoding.UTF8.GetBytes(copy.ToJsonString());
    }

    /// <summary>
    /// A request for a namespace that has no routes: those of a network netavark would look for, and fail.
    /// </summary>
    public static byte[] WithoutRoutes(byte[] request) =>
        SentRequest.Read(
            request,
            json =>
            {
                foreach (
                    var (name, network) in ForeignJson.Object(
                        json[SentRequest.InformationKey],
                        SentRequest.InformationKey
                    )
                )
                {
                    ForeignJson.Object(network, name).Remove("routes");
                }

                return Encoding.UTF8.GetBytes(json.ToJsonString());
            }
        );

    /// <summary>A request for each network of one for several; none for one that has a single network.</summary>
    public static IReadOnlyList<byte[]> ForEachNetwork(byte[] request) =>
        SentRequest.Networks(request) is { Count: > 1 } names
            ? [.. names.Select(name => ForOneNetwork(request, name))]
            : [];

    private static byte[] ForOneNetwork(byte[] request, string network) =>
        SentRequest.Read(
            request,
            json =>
            {
                KeepOnly(json, SentRequest.AttachmentsKey, [network]);
                KeepOnly(json, SentRequest.InformationKey, [network]);
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
}
