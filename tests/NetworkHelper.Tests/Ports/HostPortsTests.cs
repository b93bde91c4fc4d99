// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform;
using Xunit;

namespace RootfulContainers.Tests.Ports;

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
    [InlineData("tcp", "::1", "[::]:")]
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
    [InlineData("tcp", "127.0.0.1", "[::]:{0}:80")]
    [InlineData("udp", "0.0.0.0", "[::]:{0}:80/udp")]
    public void A_port_of_another_address_is_free(string protocol, string has, string wants)
    {
        using var other = Occupy(protocol, has);
        using var ports = Bind(string.Format(null, wants, Number(other)));

        Assert.Single(ports.Sockets);
    }

    [Theory]
    [InlineData("tcp", "0.0.0.0")]
    [InlineData("tcp", "::")]
    [InlineData("tcp", "::1")]
    [InlineData("tcp", "127.0.0.2")]
    [InlineData("udp", "0.0.0.0")]
    [InlineData("udp", "::1")]
    public void A_port_without_a_host_address_is_nobody_elses_in_either_family(string protocol, string address)
    {
        var number = FreePort();
        using var ports = Bind($"{number}:80/{protocol}");

        Assert.Throws<SocketException>(() => Occupy(protocol, address, number));
        Assert.Throws<SocketException>(() => Occupy(protocol, address, number, shares: true));
        Assert.Single(ports.Sockets);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void A_connection_to_what_is_not_served_is_refused(string address)
    {
        var number = FreePort();
        using var ports = Bind($"{number}:80");
        using var client = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);

        var e = Assert.Throws<SocketException>(() => client.Connect(IPAddress.Parse(address), number));

        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Fact]
    public void A_port_that_a_program_just_left_is_free_and_then_taken_for_whoever_would_share_it()
    {
        var number = FreePort();
        LeaveInTimeWait(number);
        Assert.Contains($":{number:X4} ", File.ReadAllText("/proc/net/tcp"), StringComparison.Ordinal);

        using var ports = Bind($"{number}:80");

        Assert.Throws<SocketException>(() => Occupy("tcp", "127.0.0.1", number, shares: true));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => client.Connect(IPAddress.Loopback, number));
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
    public void A_range_is_one_mapping_and_one_descriptor_that_keeps_each_port()
    {
        var first = FreeRange(600);
        using (var ports = Bind($"127.0.0.1:{first}-{first + 599}:8000-8599"))
        {
            Assert.Equal([new(IPAddress.Loopback, first, 8000, 600, PortProtocol.Tcp)], ports.Mappings);
            Assert.Equal([$"tcp-{first}-{first + 599}-127.0.0.1"], ports.Sockets.Select(s => s.Name));
            Assert.All(
                [0, 249, 250, 599],
                i => Assert.Throws<SocketException>(() => Occupy("tcp", "127.0.0.1", first + i))
            );
        }

        Assert.All([0, 249, 250, 599], i => Occupy("tcp", "127.0.0.1", first + i).Dispose());
    }

    [Fact]
    public void Any_number_of_published_ports_is_kept_by_a_few_descriptors()
    {
        var first = FreeRange(200);
        using var ports = Bind([.. Enumerable.Range(first, 200).Select(n => $"{n}:80"), "8000-8200"]);

        Assert.Equal(401, ports.Mappings.Count);
        var (name, _) = Assert.Single(ports.Sockets);
        Assert.Equal(HostPorts.Names(ports.Mappings), [name]);
        Assert.All(ports.Mappings, m => Assert.Throws<SocketException>(() => Occupy("tcp", "::1", m.HostPort)));
        Assert.NotEqual(HostPorts.Names(ports.Mappings), HostPorts.Names([.. ports.Mappings.Skip(1)]));
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
        using var ports = Bind($"{number}:80/tcp,udp", $"[::]:{FreePort()}:80");
        var names = ports.Sockets.Select(s => s.Name).ToList();

        Assert.Equal([$"tcp-{number}-any", $"udp-{number}-any"], names[..2]);
        Assert.All(names, name => Assert.Matches("^[a-z0-9._-]{1,255}$", name));
        Assert.Equal(HostPorts.Names(ports.Mappings), names);
    }

    [Fact]
    public void What_an_earlier_attach_holds_is_not_bound_again_but_still_published()
    {
        var number = FreePort();
        using var before = Bind($"{number}:80");
        var held = before.Sockets.Select(s => s.Name).ToHashSet();

        using var after = HostPorts.Bind([Examples.Port($"{number}:80")], held);

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

    private static HostPorts Bind(params string[] ports) => HostPorts.Bind(ports.Select(Examples.Port), None);

    /// <summary>Leaves a connection that the server closed first.</summary>
    private static void LeaveInTimeWait(int number)
    {
        using var server = Occupy("tcp", "127.0.0.1", number, shares: true);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(IPAddress.Loopback, number);
        using (var accepted = server.Accept())
        {
            accepted.Shutdown(SocketShutdown.Both);
        }

        Assert.Equal(0, client.Receive(new byte[1]));
    }

    /// <param name="shares">As far as other sockets of the kind let it.</param>
    private static Socket Occupy(string protocol, string address, int number = 0, bool shares = false)
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
            socket.SetRawSocketOption(1, 2, BitConverter.GetBytes(shares ? 1 : 0));
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
