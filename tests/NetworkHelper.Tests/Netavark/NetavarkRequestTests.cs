// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Netavark;

public class NetavarkRequestTests
{
    private static readonly IReadOnlyList<PortMapping> Ports =
    [
        new(HostAddress: null, 80, 8080, 1, PortProtocol.Tcp),
        new(IPAddress.Parse("192.0.2.1"), 5000, 5000, 10, PortProtocol.Udp),
        new(IPAddress.Parse("fd00::1"), 132, 132, 1, PortProtocol.Sctp),
    ];

    // An upgrade meets containers that are attached: netavark knows their rules and addresses by it.
    [Fact]
    public void A_container_has_the_same_id_in_every_version()
    {
        Assert.True(ContainerName.TryParse("web", out var web, out _));

        Assert.Equal(
            "33ced99c4ee7092d70d7a4ff386e71f3c1bf0a86580fb2a06ec4ea07e88bf838",
            NetavarkRequest.ContainerId(web)
        );
    }

    [Fact]
    public void Netavark_is_sent_what_all_its_versions_understand()
    {
        var request = NetavarkRequest.Build(
            Container.Named("web"),
            "host",
            [Attached("rootful0")],
            Ports,
            ["192.0.2.53"]
        );
        request.Remove("network_info");

        Assert.Equal(
            """
            {
              "container_id": "ID",
              "container_name": "web",
              "container_hostname": "host",
              "networks": {
                "rootful0": {
                  "interface_name": "eth0",
                  "static_mac": "02:00:5e:10:00:01",
                  "aliases": [
                    "www"
                  ],
                  "static_ips": [
                    "10.89.0.77",
                    "fd63:f6bb:3070:8287::4d"
                  ],
                  "options": {
                    "isolate": "true"
                  }
                }
              },
              "port_mappings": [
                {
                  "host_ip": "",
                  "host_port": 80,
                  "container_port": 8080,
                  "range": 1,
                  "protocol": "tcp"
                },
                {
                  "host_ip": "192.0.2.1",
                  "host_port": 5000,
                  "container_port": 5000,
                  "range": 10,
                  "protocol": "udp"
                },
                {
                  "host_ip": "fd00::1",
                  "host_port": 132,
                  "container_port": 132,
                  "range": 1,
                  "protocol": "sctp"
                }
              ],
              "dns_servers": [
                "192.0.2.53"
              ]
            }
            """,
            request
                .ToJsonString(new(System.Text.Json.JsonSerializerDefaults.General) { WriteIndented = true })
                .Replace(NetavarkRequest.ContainerId(Container.Named("web")), "ID", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_is_empty_is_left_out()
    {
        var network = Attached("rootful0") with { Addresses = [], AttachmentOptions = [] };
        var request = NetavarkRequest.Build(Container.Named("web"), "host", [network], [], []);

        Assert.False(request.ContainsKey("dns_servers"));
        Assert.Equal("[]", request["port_mappings"]!.ToJsonString());
        var attachment = request["networks"]!["rootful0"]!.AsObject();
        Assert.Equal(["interface_name", "static_mac", "aliases"], attachment.Select(p => p.Key));
    }

    [Fact]
    public void The_whole_network_goes_along_with_the_options_of_this_container()
    {
        var network = Attached("rootful0") with { Options = [new("metric", "100")] };
        var info = NetavarkRequest.Build(Container.Named("web"), "h", [network], [], [])["network_info"]!["rootful0"]!;

        Assert.Equal("""{"mtu":"1400","metric":"100"}""", info["options"]!.ToJsonString());
        Assert.Equal("10.89.0.2", info["subnets"]![0]!["lease_range"]!["start_ip"]!.GetValue<string>());
    }

    [Fact]
    public void The_container_id_is_made_from_the_name_alone_and_is_64_hex_digits()
    {
        var id = NetavarkRequest.ContainerId(Container.Named("web"));

        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Equal(id, NetavarkRequest.ContainerId(Container.Named("web")));
        Assert.NotEqual(id, NetavarkRequest.ContainerId(Container.Named("web2")));
    }

    [Fact]
    public void What_stays_with_the_interfaces_is_read_back()
    {
        var network = Assert.Single(SentRequest.Attachments(Sent()));

        Assert.Equal("rootful0", network.Network.Name);
        Assert.Equal("podman1", network.Network.Bridge);
        Assert.Equal("eth0", network.Interface);
        Assert.Equal("02:00:5e:10:00:01", network.Mac);
        Assert.Equal(["10.89.0.77", "fd63:f6bb:3070:8287::4d"], network.Addresses.Select(a => a.ToString()));
    }

    [Fact]
    public void The_mappings_of_a_request_are_read_back() => Assert.Equal(Ports, SentRequest.Mappings(Sent()));

    [Fact]
    public void Only_the_routes_are_left_out_for_a_namespace_that_has_none()
    {
        var sent = JsonNode.Parse(Sent())!;
        Assert.True(sent["network_info"]!["rootful0"]!.AsObject().Remove("routes"));

        Assert.Equal(sent.ToJsonString(), Encoding.UTF8.GetString(NetavarkRequest.WithoutRoutes(Sent())));
    }

    [Fact]
    public void A_request_for_several_networks_can_be_sent_network_by_network()
    {
        var web = Container.Named("web");
        AttachedNetwork[] networks = [Attached("rootful0"), Attached("rootful1")];

        Assert.Equal(
            networks.Select(n => NetavarkRequest.Build(web, "h", [n], Ports, []).ToJsonString()),
            NetavarkRequest
                .ForEachNetwork(
                    Encoding.UTF8.GetBytes(NetavarkRequest.Build(web, "h", networks, Ports, []).ToJsonString())
                )
                .Select(Encoding.UTF8.GetString)
        );
        Assert.Empty(NetavarkRequest.ForEachNetwork(Sent()));
    }

    [Fact]
    public void Ports_are_published_on_the_networks_that_they_lead_to_one_after_the_other_and_on_no_other()
    {
        var web = Container.Named("web");
        AttachedNetwork[] networks = [Attached("a"), Attached("b"), Attached("c"), Attached("d")];
        byte[] Request(params string[] chosen) =>
            Encoding.UTF8.GetBytes(NetavarkRequest.Build(web, "h", networks, Ports, [], chosen).ToJsonString());

        var runs = NetavarkRequest.Runs(Request("c", "b"));

        Assert.Equal(["c", "b", "a d"], runs.Select(r => string.Join(' ', SentRequest.Networks(r))));
        Assert.Equal([Ports, Ports, []], runs.Select(SentRequest.Mappings));
        Assert.All(
            runs,
            r => Assert.DoesNotContain("rootful_containers", Encoding.UTF8.GetString(r), StringComparison.Ordinal)
        );
        // Those of a network alone, as a teardown that failed is repeated.
        Assert.Equal(
            [
                [],
                Ports,
                Ports,
                [],
            ],
            NetavarkRequest
                .ForEachNetwork(Request("c", "b"))
                .Select(r => SentRequest.Mappings(NetavarkRequest.Runs(r)[0]))
        );
        Assert.Equal([Request()], NetavarkRequest.Runs(Request()));
    }

    [Fact]
    public void A_damaged_request_is_read_or_refused() =>
        DamagedText
            .Of(Encoding.UTF8.GetString(Sent()))
            .Sample(text =>
                DamagedText.IsReadOrRefused(() => SentRequest.Mappings(text))
                && DamagedText.IsReadOrRefused(() => SentRequest.Attachments(text))
                && DamagedText.IsReadOrRefused(() => NetavarkRequest.WithoutRoutes(text))
                && DamagedText.IsReadOrRefused(() => NetavarkRequest.ForEachNetwork(text))
                && DamagedText.IsReadOrRefused(() => NetavarkRequest.Runs(text))
            );

    private static byte[] Sent() =>
        Encoding.UTF8.GetBytes(
            NetavarkRequest.Build(Container.Named("web"), "h", [Attached("rootful0")], Ports, []).ToJsonString()
        );

    private static AttachedNetwork Attached(string name) =>
        new(
            Examples.Network(Examples.DualStack.Replace("rootful0", name, StringComparison.Ordinal)),
            "eth0",
            [IPAddress.Parse("10.89.0.77"), IPAddress.Parse("fd63:f6bb:3070:8287::4d")],
            "02:00:5e:10:00:01",
            ["www"],
            [new("isolate", "true")],
            []
        );
}
