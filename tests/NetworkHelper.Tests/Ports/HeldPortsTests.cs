// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Ports;
using Xunit;

namespace RootfulContainers.Tests.Ports;

public class HeldPortsTests
{
    [Theory]
    [InlineData("8080:80", "8080:80", "")]
    [InlineData("8080:80", "8080:81", "")]
    [InlineData("8080:80", "8081:80", "")]
    [InlineData("8080:80", "8080:80/udp", "")]
    [InlineData("8080:80", "192.0.2.1:8080:80", "tcp-8080-any")]
    [InlineData("192.0.2.1:8080:80", "8080:80", "tcp-8080-192.0.2.1")]
    [InlineData("0.0.0.0:8080:80", "192.0.2.1:8080:80", "tcp-8080-0.0.0.0")]
    [InlineData("[2001:db8::1]:8080:80", "192.0.2.1:8080:80", "")]
    [InlineData("[::]:8080:80", "[2001:db8::1]:8080:80", "tcp-8080-__")]
    [InlineData("8080-8082:80-82", "8082-8084:80-82", "tcp-8080-8082-any")]
    [InlineData("8080-8082:80-82 9000:90", "8083:80 9000:91", "")]
    public void Of_a_running_container_only_what_overlaps_the_new_ports_is_in_their_way(
        string before,
        string after,
        string expected
    )
    {
        var held = HeldPorts.Of(HostPorts.Groups(Ports(before)).SelectMany(g => g.Mappings).ToList());

        Assert.Equal(expected, string.Join(' ', held.InTheWayOf(HostPorts.Groups(Ports(after)))));
    }

    [Theory]
    [InlineData("tcp-8080-any netns", "8080:80", "")]
    [InlineData("tcp-8080-any udp-9000-any netns", "8080:80", "udp-9000-any")]
    [InlineData("tcp-8080-any", "80", "tcp-8080-any")]
    public void Of_a_run_that_has_ended_all_that_is_not_published_any_more_is(
        string stored,
        string after,
        string expected
    ) =>
        Assert.Equal(
            expected,
            string.Join(' ', HeldPorts.Of(stored.Split(' ').ToHashSet()).InTheWayOf(HostPorts.Groups(Ports(after))))
        );

    [Fact]
    public void What_the_manager_was_never_given_is_not_held()
    {
        var attached = HostPorts.Groups(Ports("80:80 9000:90/udp")).SelectMany(g => g.Mappings).ToList();

        Assert.Equal(["udp-9000-any"], HeldPorts.Of(attached, new HashSet<string> { "udp-9000-any", "netns" }).Names);
        Assert.Empty(HeldPorts.Of(attached, new HashSet<string>()).Names);
    }

    private static List<PublishedPort> Ports(string text) => [.. text.Split(' ').Select(Examples.Port)];
}
