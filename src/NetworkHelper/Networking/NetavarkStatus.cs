// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text.Json.Nodes;
using RootfulContainers.Platform;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>What netavark made of one network, from its answer to setup.</summary>
internal sealed record NetworkStatus(
    string Network,
    IReadOnlyList<IPAddress> Addresses,
    IReadOnlyList<IPAddress> Gateways,
    IReadOnlyList<string> DnsServers,
    IReadOnlyList<string> DnsSearchDomains
);

/// <summary>netavark's answer: <c>{NETWORK: {interfaces: {IF: {subnets: [{ipnet, gateway}]}}, dns_server_ips: [...]}}</c>.</summary>
internal static class NetavarkStatus
{
    public static IReadOnlyList<NetworkStatus> Parse(ReadOnlySpan<byte> answer) =>
        ForeignJson.Read<IReadOnlyList<NetworkStatus>>(
            answer,
            "netavark's answer to setup could not be read",
            json => [.. ForeignJson.Object(json, "it").Select(network => Parse(network.Key, network.Value))]
        );

    /// <exception cref="HostException">A network that was asked for is missing.</exception>
    public static void Require(IEnumerable<NetworkStatus> answer, IEnumerable<string> networks)
    {
        if (networks.Except(answer.Select(n => n.Network), StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            throw new HostException($"netavark's answer to setup does not tell of network {missing}");
        }
    }

    /// <summary>"10.89.0.77 (rootful0), 10.90.0.5 (internal)", for people.</summary>
    public static string Describe(IEnumerable<NetworkStatus> networks) =>
        string.Join(", ", networks.Select(n => $"{string.Join(' ', n.Addresses)} ({n.Network})"));

    private static NetworkStatus Parse(string network, JsonNode? status)
    {
        var json = ForeignJson.Object(status, network);
        var subnets = (json["interfaces"] as JsonObject ?? [])
            .SelectMany(i => (i.Value?["subnets"] as JsonArray ?? []).OfType<JsonObject>())
            .ToList();
        return new NetworkStatus(
            network,
            [.. subnets.Select(s => IPAddress.Parse(ForeignJson.Value<string>(s["ipnet"], "ipnet").Split('/')[0]))],
            [
                .. subnets
                    .Select(s => s["gateway"])
                    .OfType<JsonNode>()
                    .Select(g => IPAddress.Parse(g.GetValue<string>())),
            ],
            Texts(json["dns_server_ips"]),
            Texts(json["dns_search_domains"])
        );
    }

    private static List<string> Texts(JsonNode? array) =>
        [.. (array as JsonArray ?? []).OfType<JsonNode>().Select(v => v.GetValue<string>())];
}
