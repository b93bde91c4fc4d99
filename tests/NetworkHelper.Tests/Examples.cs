// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;

namespace RootfulContainers.Tests;

/// <summary>A network as podman 5 writes it, and what hangs on it.</summary>
internal static class Examples
{
    public const string DualStack = """
        {
             "name": "rootful0",
             "id": "5f6ac2ea8c9ca0ae9cd6cdd52d8b4ee6e7ff62cd1e8efbb7a4b4e24b87cbe8f6",
             "driver": "bridge",
             "network_interface": "podman1",
             "created": "2026-01-01T00:00:00.000000000Z",
             "subnets": [
                  {"subnet": "10.89.0.0/24", "gateway": "10.89.0.1",
                   "lease_range": {"start_ip": "10.89.0.2", "end_ip": "10.89.0.99"}},
                  {"subnet": "fd63:f6bb:3070:8287::/64", "gateway": "fd63:f6bb:3070:8287::1"}
             ],
             "routes": [{"destination": "10.1.0.0/16", "gateway": "10.89.0.2"}],
             "ipv6_enabled": true,
             "internal": false,
             "dns_enabled": true,
             "options": {"mtu": "1400"},
             "ipam_options": {"driver": "host-local"},
             "containers": {"abc": {"name": "neighbour"}}
        }
        """;

    public static Network Network(string json = DualStack) =>
        RootfulContainers.Platform.Networks.Network.Parse(Encoding.UTF8.GetBytes(json), "here");

    public static Network Bare(string name, string options = "{}") =>
        Network($$"""{"name": "{{name}}", "options": {{options}}}""");

    public static NetworkAttachment Attachment(string text) =>
        NetworkAttachment.TryParse(text, out var network, out var error) ? network : throw new FormatException(error);

    public static PublishedPort Port(string text) =>
        PublishedPort.TryParse(text, out var port, out var error) ? port : throw new FormatException(error);

    public static NetworkStatus Status(
        string network,
        string addresses = "",
        string gateways = "",
        string servers = "",
        string search = ""
    ) =>
        new(
            network,
            [
                new MadeInterface(
                    "eth0",
                    "",
                    [.. Words(addresses).Select(IPAddress.Parse)],
                    [.. Words(gateways).Select(IPAddress.Parse)]
                ),
            ],
            Words(servers),
            Words(search)
        );

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
