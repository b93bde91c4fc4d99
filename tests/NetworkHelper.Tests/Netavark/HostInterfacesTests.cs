// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using CsCheck;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.Netavark;

public class HostInterfacesTests
{
    [Fact]
    public void What_was_saved_is_found_again()
    {
        IReadOnlyList<HostInterface> interfaces =
        [
            new("podman1", new Link(7, "veth0")),
            new("podman2", new Link(9, "veth-web")),
        ];

        Assert.Equal("7 veth0 podman1\n9 veth-web podman2\n", HostInterface.Format(interfaces));
        Assert.Equal(interfaces, HostInterface.Parse(HostInterface.Format(interfaces)));
        Assert.Empty(HostInterface.Parse(""));
    }

    [Fact]
    public void Fewer_ports_on_the_bridges_than_the_container_has_networks_are_refused()
    {
        var network = Examples.Network(
            Examples.DualStack.Replace("podman1", "no-such-bridge", StringComparison.Ordinal)
        );
        var interfaces = new HostInterfaces([new AttachedNetwork(network, "eth0", [], "", [], [], [])]);

        var message = Assert.Throws<HostException>(() => interfaces.RequireNew()).Message;

        Assert.Equal("bridge no-such-bridge: expected 1 new port(s) of the container, found none; refused", message);
    }

    [Fact]
    public void Damaged_text_is_read_or_refused() =>
        DamagedText
            .Of("7 veth0 podman1\n9 veth-web podman2\n")
            .Sample(text => DamagedText.IsReadOrRefused(() => HostInterface.Parse(Encoding.UTF8.GetString(text))));
}
