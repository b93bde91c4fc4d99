// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;
using RootfulContainers.Tests.Addressing;
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
}
