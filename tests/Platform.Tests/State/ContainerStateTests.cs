// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using CsCheck;
using RootfulContainers.Definitions.Values;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using Xunit;

namespace RootfulContainers.Tests.State;

public sealed class ContainerStateTests : IDisposable
{
    private const string Status = """
        {"b":{"interfaces":{"eth1":{"mac_address":"02:00:00:00:00:02","subnets":[{"ipnet":"10.0.2.5/24"}]}}},
         "a":{"interfaces":{"eth0":{"mac_address":"02:00:00:00:00:01","subnets":[{"ipnet":"10.0.1.5/24","gateway":"10.0.1.1"},
                                                                               {"ipnet":"fd00::5/64"}]}}}}
        """;
    private const string Request = """
        {"networks":{"a":{"interface_name":"eth0","static_mac":"02:00:00:00:00:01","aliases":["www"]},
                     "b":{"interface_name":"eth1","static_mac":"02:00:00:00:00:02"}},
         "network_info":{"a":{"name":"a","network_interface":"podman1"},"b":{"name":"b","driver":"macvlan"}},
         "port_mappings":[{"host_ip":"","host_port":80,"container_port":8080,"range":2,"protocol":"tcp"}]}
        """;

    private static readonly ContainerName Web = Container.Named("web");

    private readonly TemporaryDirectory _runtime = new();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void Without_a_directory_it_is_not_attached() => Assert.Equal(AttachmentPhase.Detached, Read().Phase);

    [Fact]
    public void With_a_directory_alone_it_is_being_changed()
    {
        Write("container.json", """{"uid":1000,"id":"abc","pid":0,"start_time":0}""");

        Assert.Equal(AttachmentPhase.Changing, Read().Phase);
        Assert.Equal(1000u, Read().Uid);
    }

    [Fact]
    public void What_it_has_is_read_in_the_order_of_the_definition()
    {
        Write("container.json", """{"uid":1000,"id":"abc","pid":7,"start_time":9}""");
        Write("netavark.json", Request);
        Write("status.json", Status);
        Write("interfaces", "12 veth0 podman1\n");
        Write("addresses", "10.0.1.5, 10.0.2.5\n");

        var state = Read();

        Assert.Equal(AttachmentPhase.Attached, state.Phase);
        Assert.Equal("abc", state.Id);
        Assert.Equal("10.0.1.5, 10.0.2.5", state.AddressText);
        Assert.Equal(["a", "b"], state.Interfaces.Select(i => i.Network));
        Assert.Equal("02:00:00:00:00:01", state.Interfaces[0].Mac);
        Assert.Equal([IPAddress.Parse("10.0.1.5"), IPAddress.Parse("fd00::5")], state.Interfaces[0].Addresses);
        Assert.Equal(["www"], state.Interfaces[0].Aliases);
        Assert.Equal("podman1", state.Interfaces[0].Bridge);
        Assert.Equal([new PortMapping(null, 80, 8080, 2, PortProtocol.Tcp)], state.Ports);
        Assert.Equal(["a"], state.PortNetworks);
        Assert.Equal([new HostInterface("podman1", new Link(12, "veth0"))], state.HostEnds);
        Assert.NotNull(state.Since);
    }

    [Theory]
    [InlineData("status.json")]
    [InlineData("container.json")]
    [InlineData("netavark.json")]
    [InlineData("interfaces")]
    public void What_is_damaged_is_being_changed(string file)
    {
        Write("container.json", """{"uid":1000,"id":"abc","pid":7,"start_time":9}""");
        Write("netavark.json", Request);
        Write("status.json", Status);
        Write("interfaces", "12 veth0 podman1\n");
        // Whatever it is, nothing is thrown.
        DamagedText
            .Of(File.ReadAllText(_runtime.File($"web/{file}")))
            .Sample(
                damaged =>
                {
                    File.WriteAllBytes(_runtime.File($"web/{file}"), damaged);
                    return Read().Name == Web;
                },
                iter: 500,
                threads: 1
            );

        Write(file, "{");
        Assert.Equal(AttachmentPhase.Changing, Read().Phase);
    }

    [Fact]
    public void All_are_those_with_a_name_of_a_container()
    {
        Write("status.json", Status);
        Directory.CreateDirectory(_runtime.File(".leases"));

        Assert.Equal([Web], ContainerState.ReadAll(_runtime.Path).Select(s => s.Name));
        Assert.Empty(ContainerState.ReadAll(_runtime.File("nowhere")));
    }

    [Fact]
    public void Leases_are_the_addresses_with_an_owner()
    {
        Directory.CreateDirectory(_runtime.File("a"));
        File.WriteAllText(_runtime.File("a/10.0.1.5"), "web\n");
        File.WriteAllText(_runtime.File("a/10.0.1.6"), "");
        File.WriteAllText(_runtime.File("a/other"), "web\n");

        Assert.Equal([new Lease("a", IPAddress.Parse("10.0.1.5"), Web)], Lease.ReadAll(_runtime.Path));
    }

    private ContainerState Read() => ContainerState.Read(Web, _runtime.Path);

    private void Write(string file, string content)
    {
        Directory.CreateDirectory(_runtime.File("web"));
        File.WriteAllText(_runtime.File($"web/{file}"), content);
    }
}
