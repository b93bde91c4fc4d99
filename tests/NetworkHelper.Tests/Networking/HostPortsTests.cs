// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using RootfulContainers.NetworkHelper.Networking;
using RootfulContainers.Platform;
using Xunit;

namespace RootfulContainers.Tests.Networking;

public class HostPortsTests
{
    private static readonly HashSet<string> None = [];

    [Theory]
    [InlineData("tcp", "0.0.0.0", "")]
    [InlineData("tcp", "::", "")]
    [InlineData("tcp", "127.0.0.1", "")]
    [InlineData("tcp", "::1", "")]
    [InlineData("tcp", "0.0.0.0", "127.0.0.1:")]
    [InlineData("tcp", "127.0.0.1", "127.0.0.1:")]
    [InlineData("tcp", "::", "[::1]:")]
    [InlineData("udp", "0.0.0.0", "")]
    [InlineData("udp", "::1", "")]
    [InlineData("udp", "127.0.0.1", "127.0.0.1:")]
    public void A_port_that_a_process_of_the_host_has_is_refused_by_name(string protocol, string has, string wants)
    {
        using var other = Occupy(protocol, has);
        var number = Number(other);

        var e = Assert.Throws<PortTakenException>(() => Bind($"{wants}{number}:80/{protocol}"));

        Assert.StartsWith(
            $"published port '{wants}{number}:80{(protocol == "tcp" ? "" : "/udp")}': {protocol} port {number} is "
                + "already taken on this host",
            e.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("tcp", "127.0.0.1", "127.0.0.2:{0}:80")]
    [InlineData("tcp", "127.0.0.1", "[::1]:{0}:80")]
    [InlineData("udp", "0.0.0.0", "[::]:{0}:80/udp")]
    public void A_port_of_another_address_is_free(string protocol, string has, string wants)
    {
        using var other = Occupy(protocol, has);
        using var ports = Bind(string.Format(null, wants, Number(other)));

        Assert.Single(ports.Sockets);
    }

    [Theory]
    [InlineData("0.0.0.0", "[::]:{0}:80")]
    [InlineData("::", "0.0.0.0:{0}:80")]
    public void A_port_of_a_family_that_the_container_has_no_address_of_stays_free(string wildcard, string wants)
    {
        var number = FreePort();
        using var ports = HostPorts.Bind([Examples.Port($"{number}:80")], [IPAddress.Parse(wildcard)], None);
        using var other = Bind(string.Format(null, wants, number));

        Assert.Single(ports.Sockets);
        Assert.Single(other.Sockets);
    }

    [Fact]
    public void A_port_of_the_other_protocol_is_free()
    {
        using var other = Occupy("udp", "127.0.0.1");
        using var ports = Bind($"127.0.0.1:{Number(other)}:80");

        Assert.Single(ports.Mappings);
    }

    [Fact]
    public void What_is_bound_stays_taken_until_it_is_let_go()
    {
        var number = FreePort();
        using (var ports = Bind($"{number}:80/tcp,udp"))
        {
            Assert.Throws<PortTakenException>(() => Bind($"127.0.0.1:{number}:80"));
            Assert.Throws<PortTakenException>(() => Bind($"{number}:80/udp"));
            Assert.Throws<SocketException>(() => Occupy("tcp", "127.0.0.1", number));
        }

        Bind($"{number}:80/tcp,udp").Dispose();
    }

    [Fact]
    public void When_one_is_taken_none_stays_bound()
    {
        var free = FreePort();
        using var other = Occupy("tcp", "127.0.0.1");

        Assert.Throws<PortTakenException>(() => Bind($"127.0.0.1:{free}:80", $"127.0.0.1:{Number(other)}:81"));

        Bind($"127.0.0.1:{free}:80").Dispose();
    }

    [Fact]
    public void The_same_port_published_twice_is_taken()
    {
        var number = FreePort();

        Assert.Throws<PortTakenException>(() => Bind($"{number}:80", $"{number}:81"));
    }

    [Fact]
    public void A_range_is_one_mapping_and_a_socket_for_each_port_and_family()
    {
        var first = FreeRange(3);
        using var ports = Bind($"127.0.0.1:{first}-{first + 2}:8000-8002");

        Assert.Equal([new(IPAddress.Loopback, first, 8000, 3, PortProtocol.Tcp)], ports.Mappings);
        Assert.Equal(
            [$"tcp-{first}-127.0.0.1", $"tcp-{first + 1}-127.0.0.1", $"tcp-{first + 2}-127.0.0.1"],
            ports.Sockets.Select(s => s.Name)
        );
    }

    [Fact]
    public void A_taken_port_within_a_range_is_the_one_that_is_named()
    {
        var first = FreeRange(3);
        using var other = Occupy("tcp", "127.0.0.1", first + 1);

        var e = Assert.Throws<PortTakenException>(() => Bind($"127.0.0.1:{first}-{first + 2}:8000-8002"));

        Assert.Contains($"tcp port {first + 1} is already taken", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_host_port_each_port_gets_a_free_one_the_same_for_both_families()
    {
        using var ports = Bind("8000-8001/tcp,udp");

        Assert.Equal(
            [(8000, "tcp"), (8001, "tcp"), (8000, "udp"), (8001, "udp")],
            ports.Mappings.Select(m => ((int)m.ContainerPort, m.ProtocolName))
        );
        Assert.All(ports.Mappings, m => Assert.NotEqual(0, m.HostPort));
        Assert.All(ports.Mappings, m => Assert.Equal(1, m.Count));
        Assert.Equal(HostPorts.Names(ports.Mappings), ports.Sockets.Select(s => s.Name));
    }

    [Fact]
    public void Names_are_told_apart_and_may_name_a_stored_descriptor()
    {
        var number = FreePort();
        using var ports = Bind($"{number}:80/tcp,udp", $"[::1]:{FreePort()}:80");
        var names = ports.Sockets.Select(s => s.Name).ToList();

        Assert.Equal(
            [$"tcp-{number}-0.0.0.0", $"tcp-{number}-__", $"udp-{number}-0.0.0.0", $"udp-{number}-__"],
            names[..4]
        );
        Assert.All(names, name => Assert.Matches("^[a-z0-9._-]{1,255}$", name));
        Assert.Equal(HostPorts.Names(ports.Mappings), names);
    }

    [Fact]
    public void What_an_earlier_attach_holds_is_not_bound_again_but_still_published()
    {
        var number = FreePort();
        using var before = Bind($"{number}:80");
        var held = before.Sockets.Select(s => s.Name).ToHashSet();

        using var after = HostPorts.Bind([Examples.Port($"{number}:80")], HostPorts.Wildcards, held);

        Assert.Empty(after.Sockets);
        Assert.Equal(before.Mappings, after.Mappings);
    }

    [Theory]
    [InlineData("192.0.2.123:8000:80")]
    [InlineData("[2001:db8::123]:8000:80")]
    public void An_address_that_is_not_the_hosts_is_refused(string port)
    {
        var e = Assert.Throws<HostException>(() => Bind(port));

        Assert.Contains("this host has no address", e.Message, StringComparison.Ordinal);
    }

    private static HostPorts Bind(params string[] ports) =>
        HostPorts.Bind(ports.Select(Examples.Port), HostPorts.Wildcards, None);

    private static Socket Occupy(string protocol, string address, int number = 0)
    {
        var ip = IPAddress.Parse(address);
        var isUdp = protocol == "udp";
        var socket = new Socket(
            ip.AddressFamily,
            isUdp ? SocketType.Dgram : SocketType.Stream,
            isUdp ? ProtocolType.Udp : ProtocolType.Tcp
        );
        try
        {
            socket.Bind(new IPEndPoint(ip, number));
            if (!isUdp)
            {
                socket.Listen();
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static int Number(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static ushort FreePort() => FreeRange(1);

    /// <summary>Below what the kernel gives out, so that no other test gets one of them by chance.</summary>
    private static ushort FreeRange(int count)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var first = System.Security.Cryptography.RandomNumberGenerator.GetInt32(10_000, 30_000);
            try
            {
                for (var number = first; number < first + count; number++)
                {
                    Occupy("tcp", "::", number).Dispose();
                    Occupy("udp", "::", number).Dispose();
                }

                return (ushort)first;
            }
            catch (SocketException)
            {
                // Taken; the next one may not be.
            }
        }

        throw new InvalidOperationException("no free port on this host");
    }
}
