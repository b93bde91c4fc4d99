// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text.Json.Nodes;

namespace RootfulContainers.Platform.State;

/// <summary>An interface of a container, as netavark made it.</summary>
internal sealed record MadeInterface(
    string Name,
    string Mac,
    IReadOnlyList<IPAddress> Addresses,
    IReadOnlyList<IPAddress> Gateways
);

/// <summary>What netavark made of one network, from its answer to setup.</summary>
internal sealed record NetworkStatus(
    string Network,
    IReadOnlyList<MadeInterface> Interfaces,
    IReadOnlyList<string> DnsServers,
    IReadOnlyList<string> DnsSearchDomains
)
{
    public IEnumerable<IPAddress> Addresses => Interfaces.SelectMany(i => i.Addresses);

    public IEnumerable<IPAddress> Gateways => Interfaces.SelectMany(i => i.Gateways);
}

/// <summary>
/// netavark's answer: <c>{NETWORK: {interfaces: {IF: {mac_address, subnets: [{ipnet, gateway}]}}, dns_server_ips: [...]}}</c>.
/// </summary>
internal static class NetavarkStatus
{
    private const string Unreadable = "netavark's answer to setup could not be read";

    public static IReadOnlyList<NetworkStatus> Parse(ReadOnlySpan<byte> answer) =>
        ForeignJson.Read<IReadOnlyList<NetworkStatus>>(
            answer,
            Unreadable,
            json => [.. ForeignJson.Object(json, "it").Select(network => Parse(network.Key, network.Value))]
        );

    /// <summary>netavark's answers for a part of the networks each, as one.</summary>
    public static byte[] Merge(IReadOnlyList<byte[]> answers)
    {
        if (answers is [var only])
        {
            return only;
        }

        var all = new JsonObject();
        foreach (var answer in answers)
        {
            foreach (var (name, status) in ForeignJson.Read(answer, Unreadable, json => ForeignJson.Object(json, "it")))
            {
                all[name] = status?.DeepClone();
            }
        }

        return System.Text.Encoding.UTF8.GetBytes(all.ToJsonString());
    }

    /// <summary>In the order of the definition; netavark answers in any.</summary>
    public static IReadOnlyList<NetworkStatus> InOrderOf(
        this IReadOnlyList<NetworkStatus> answer,
        IEnumerable<string> networks
    )
    {
        var order = networks.ToList();
        return [.. answer.OrderBy(n => order.IndexOf(n.Network))];
    }

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
        return new NetworkStatus(
            network,
            [.. (json["interfaces"] as JsonObject ?? []).Select(i => Interface(i.Key, i.Value))],
            ForeignJson.Texts(json["dns_server_ips"]),
            ForeignJson.Texts(json["dns_search_domains"])
        );
    }

    private static MadeInterface Interface(string name, JsonNode? json)
    {
        var subnets = (json?["subnets"] as JsonArray ?? []).OfType<JsonObject>().ToList();
        return new MadeInterface(
            name,
            json?["mac_address"]?.GetValue<string>() ?? "",
            [.. subnets.Select(s => IPAddress.Parse(ForeignJson.Value<string>(s["ipnet"], "ipnet").Split('/')[0]))],
            [.. subnets.Select(s => s["gateway"]).OfType<JsonNode>().Select(g => IPAddress.Parse(g.GetValue<string>()))]
        );
    }
}
