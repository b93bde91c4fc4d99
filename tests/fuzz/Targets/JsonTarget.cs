// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;
using static RootfulContainers.Tests.Fuzz.Targets.AllTargets;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>What podman, netavark or an earlier run wrote, each read as everything.</summary>
internal static class JsonTarget
{
    private static readonly string[] Seeds =
    [
        """
            {"name": "rootful0", "id": "5f6a", "driver": "bridge", "network_interface": "podman1", "subnets": [
            {"subnet": "10.89.0.0/24", "gateway": "10.89.0.1", "lease_range": {"start_ip": "10.89.0.2", "end_ip": "10.89.0.99"}},
            {"subnet": "fd63:f6bb:3070:8287::/64", "gateway": "fd63:f6bb:3070:8287::1"}],
            "routes": [{"destination": "10.1.0.0/16", "gateway": "10.89.0.2"}], "ipv6_enabled": true, "internal": false,
            "dns_enabled": true, "options": {"mtu": "1400"}, "ipam_options": {"driver": "host-local"}, "containers": {"abc": {}}}
            """,
        """
            {"rootful0": {"dns_search_domains": ["dns.podman"], "dns_server_ips": ["10.89.0.1"], "interfaces": {"eth0":
            {"mac_address": "02:00:00:00:00:01", "subnets": [{"gateway": "10.89.0.1", "ipnet": "10.89.0.77/24"}]}}}}
            """,
        """
            {"container_id": "ab", "container_name": "web", "networks": {"n": {"interface_name": "eth0", "static_ips": ["10.89.0.77"]}},
            "port_mappings": [{"host_ip": "", "host_port": 80, "container_port": 80, "range": 1, "protocol": "tcp"}]}
            """,
        """{"uid": 1000, "id": "aa", "pid": 4242, "start_time": 123456}""",
    ];

    public static Target Make() =>
        new("json", Read, [.. Seeds.Select(Encoding.UTF8.GetBytes)])
        {
            Words =
            [
                .. "null|true|{}|[]|\"\"|\"\\ud800\"|{\"a\":1,\"a\":1}|\"10.89.0.0/33\"|\"::/0\"|\"fe80::1%eth0\"".Split(
                    '|'
                ),
            ],
        };

    private static void Read(byte[] text)
    {
        ToleratingFailures(() =>
        {
            var network = Network.Parse(text, "network");
            _ = network.HasOption("mtu");
            _ = network.ToJson([KeyValuePair.Create("mtu", "1500")]).ToJsonString();
            foreach (var subnet in network.Subnets)
            {
                AddressTargets.Check(subnet.Range, subnet.Gateway, subnet.LeaseStart, subnet.LeaseEnd);
            }
        });
        ToleratingFailures(() =>
        {
            var networks = NetavarkStatus.Parse(text);
            _ = NetavarkStatus.Describe(networks);
            TextTargets.CheckFiles(networks, "", "");
        });
        ToleratingFailures(() => SentRequest.Mappings(text));
        ToleratingFailures(() => ContainerRecord.Parse(text, "container.json"));
    }
}
