// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Rootfulctl.Export;
using RootfulContainers.Rootfulctl.Export.Quadlet;
using Xunit;

namespace RootfulContainers.Tests.Export;

public sealed class UndefinedNetworkTests
{
    [Fact]
    public void A_network_that_somebody_made_is_exported_as_one_with_a_definition()
    {
        var network = Network.Parse(
            Encoding.UTF8.GetBytes(
                """
                {
                  "name": "shop", "id": "a", "driver": "bridge", "network_interface": "podman1",
                  "subnets": [{ "subnet": "10.89.7.0/24", "gateway": "10.89.7.1" }],
                  "ipv6_enabled": false, "internal": true, "dns_enabled": false,
                  "options": { "isolate": "strict", "mtu": "1400" }, "ipam_options": { "driver": "host-local" }
                }
                """
            ),
            "shop.json"
        );
        var definitions = Exported.Of(
            ("web", "user = \"test\"\nimage = \"localhost/web\"\nnetworks = [\"shop\"]\n")
        ) with
        {
            ReadNetwork = name => name == "shop" ? UndefinedNetwork.Of(network) : null,
        };
        var text = QuadletExport.Files(definitions)[0].Text;
        Assert.EndsWith(
            """
            [Network]
            NetworkName=shop
            Internal=true
            Options=isolate=strict
            Options=mtu=1400
            DisableDNS=true
            Subnet=10.89.7.0/24
            Gateway=10.89.7.1

            """,
            text,
            StringComparison.Ordinal
        );
    }
}
