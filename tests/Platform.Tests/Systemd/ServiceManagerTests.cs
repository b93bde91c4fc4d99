// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;
using Xunit;

namespace RootfulContainers.Tests.Systemd;

public sealed class ServiceManagerTests : IDisposable
{
    private static readonly string Accepted = $"OK {new string('a', 32)}\r\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public ServiceManagerTests()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(_directory.File("private")));
        _listener.Listen();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void The_path_of_a_unit_is_escaped_as_systemd_has_it() =>
        Assert.Equal(
            "/org/freedesktop/systemd1/unit/rootful_2dcontainer_40web_2eservice",
            ServiceManager.UnitPath("rootful-container@web.service")
        );

    // libsystemd ends its process over a greeting that is longer than it thinks possible, depending on how it is used.
    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\n\r\n\r\n")]
    [InlineData("DATA\r\nDATA\r\nDATA\r\nDATA\r\n")]
    [InlineData("DATA\r\n{0}AGREE_UNIX_FD\r\nAGREE_UNIX_FD\r\nAGREE_UNIX_FD\r\n")]
    [InlineData("DATA\r\n{0}{0}{0}")]
    [InlineData("DATA\r\n{0}ERROR\r\nERROR\r\n")]
    [InlineData("REJECTED EXTERNAL\r\n")]
    public void Whatever_greets_in_its_place_is_an_error(string greeting)
    {
        var path = _directory.File("private");
        using var manager = ServiceManager.Connect(path, path, user: 0, "the manager", TimeSpan.FromSeconds(30));
        using var peer = _listener.Accept();
        peer.Send(Encoding.ASCII.GetBytes(greeting.Replace("{0}", Accepted, StringComparison.Ordinal)));
        peer.Shutdown(SocketShutdown.Send);

        var e = Assert.ThrowsAny<HostException>(() => manager.ActiveState("rootful-init@web.service"));

        Assert.StartsWith("the manager", e.Message, StringComparison.Ordinal);
    }

    // sd-bus answers these by itself, without a word to the connection, and keeps the answers until they are taken.
    [Fact]
    public void A_manager_that_only_asks_is_an_error()
    {
        var path = _directory.File("private");
        using var manager = ServiceManager.Connect(path, path, user: 0, "the manager", TimeSpan.FromSeconds(30));
        using var peer = _listener.Accept();
        peer.Send(Encoding.ASCII.GetBytes($"DATA\r\n{Accepted}AGREE_UNIX_FD\r\n"));
        for (uint serial = 1; serial <= 200; serial++)
        {
            peer.Send(Ping(serial));
        }

        var e = Assert.ThrowsAny<HostException>(() => manager.ActiveState("rootful-init@web.service"));

        Assert.Equal("the manager asks instead of answering", e.Message);
    }

    /// <summary>A call of org.freedesktop.DBus.Peer.Ping, as the D-Bus specification lays it out.</summary>
    private static byte[] Ping(uint serial)
    {
        using var fields = new MemoryStream();
        Add(1, 'o', "/");
        Add(2, 's', "org.freedesktop.DBus.Peer");
        Add(3, 's', "Ping");
        var length = (uint)fields.Length;
        Align(fields);
        // Little-endian, a call, no flags, version 1, no body.
        return
        [
            (byte)'l',
            1,
            0,
            1,
            .. BitConverter.GetBytes(0u),
            .. BitConverter.GetBytes(serial),
            .. BitConverter.GetBytes(length),
            .. fields.ToArray(),
        ];

        void Add(byte code, char type, string value)
        {
            Align(fields);
            fields.Write([code, 1, (byte)type, 0, .. BitConverter.GetBytes((uint)value.Length)]);
            fields.Write([.. Encoding.ASCII.GetBytes(value), 0]);
        }
    }

    private static void Align(MemoryStream stream)
    {
        while (stream.Length % 8 != 0)
        {
            stream.WriteByte(0);
        }
    }
}
