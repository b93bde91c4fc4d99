// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using RootfulContainers.Definitions.Values;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Holders;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class HeldPortsTests
{
    private static readonly Holder Web = new(HolderKind.Container, "web", "test");

    [Fact]
    public void What_ss_prints_are_addresses_ports_and_the_last_process()
    {
        const string Text = """
            udp   UNCONN 0      0    10.89.0.1%podman1:53        0.0.0.0:*    users:(("aardvark-dns",pid=70,fd=12))
            tcp   LISTEN 0      128               [::]:22           [::]:*    users:(("sshd",pid=80,fd=4),("systemd",pid=1,fd=40))
            tcp   LISTEN 0      128                  *:8080            *:*
            tcp   LISTEN 0      128          127.0.0.1:9      0.0.0.0:*    users:(("x",pid=1,fd=1)",pid=90,fd=3))
            sctp  LISTEN 0      128          127.0.0.1:9      0.0.0.0:*

            """;

        var ports = HostSockets.Parse(Text, process => new Holder(HolderKind.Process, "", null, process));

        Assert.Equal(
            ["10.89.0.1 53/udp 70", ":: 22/tcp 1", "* 8080/tcp 0", "127.0.0.1 9/tcp 90"],
            ports.Select(p => $"{p.Address} {p.Port}/{p.Mapping.ProtocolName} {p.Holder.Process}")
        );
    }

    [Fact]
    public void Who_keeps_a_port_bound_for_a_container_is_no_owner()
    {
        var published = new HeldPort(Mapping(80, 2), Web, PortStates.Published);

        Assert.True(HeldPorts.IsHeldFor(Socket("systemd", 81), [published]));
        Assert.False(HeldPorts.IsHeldFor(Socket("systemd", 82), [published]));
        Assert.False(HeldPorts.IsHeldFor(Socket("nginx", 81), [published]));
        Assert.False(HeldPorts.IsHeldFor(Socket("systemd", 81), [published with { State = PortStates.Stopped }]));
    }

    [Fact]
    public void Containers_are_in_each_others_way_and_in_that_of_programs()
    {
        var api = new Holder(HolderKind.Container, "api", "other");
        HeldPort[] ports =
        [
            new(Mapping(80, 2), Web, PortStates.Published),
            new(Mapping(81, 1), api, PortStates.Stopped),
            Socket("nginx", 81),
            Socket("apache", 81),
            Socket("any", 0),
        ];

        Assert.Equal(
            ["api nginx apache", "web nginx apache", "web api", "web api", ""],
            HeldPorts.WithRivals(ports).Select(p => string.Join(' ', p.Rivals.Select(r => r.Name)))
        );
    }

    [Fact]
    public void What_podman_prints_of_its_containers_is_read()
    {
        var container = Assert.Single(
            PodmanContainer.Parse(
                """
                [{"Id":"abc","Name":"db","State":{"Status":"running"},"NetworkSettings":{
                  "Ports":{"80/tcp":[{"HostIp":"0.0.0.0","HostPort":"8000"}],"81/tcp":[{"HostIp":"","HostPort":"8001"}],
                           "53/udp":[{"HostIp":"127.0.0.1","HostPort":"5353"}],"9/tcp":null},
                  "Networks":{"podman":{"IPAddress":"10.88.0.2","GlobalIPv6Address":"","MacAddress":"02:00:00:00:00:01","Aliases":["abc"]}}}}]
                """u8
            )
        );

        Assert.True(container.IsRunning);
        Assert.Equal(["8000-8001:80-81", "127.0.0.1:5353:53/udp"], container.Ports.Select(p => p.ToString()));
        var one = Assert.Single(container.Interfaces);
        Assert.Equal([IPAddress.Parse("10.88.0.2")], one.Addresses);
        Assert.Equal("02:00:00:00:00:01", one.Mac);
        // A container without networks of its own.
        Assert.Empty(
            PodmanContainer
                .Parse("""[{"Id":"abc","Name":"db","NetworkSettings":{"Ports":null,"Networks":null}}]"""u8)[0]
                .Ports
        );
    }

    private static PortMapping Mapping(ushort port, int count) => new(null, port, 8080, count, PortProtocol.Tcp);

    private static HeldPort Socket(string name, ushort port) =>
        new(
            new PortMapping(IPAddress.Any, port, port, 1, PortProtocol.Tcp),
            new Holder(HolderKind.Process, name, "root", 7),
            PortStates.Listening
        );
}
