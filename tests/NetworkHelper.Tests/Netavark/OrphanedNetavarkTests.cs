// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Netavark;
using Xunit;

namespace RootfulContainers.Tests.Netavark;

public class OrphanedNetavarkTests
{
    private const string Container = "/run/rootful-containers/web";
    private const string Pinned = $"{Container}/netns";
    private const string Lent = $"{Container}/../../../proc/4242/fd/17";

    [Theory]
    [InlineData("/usr/lib/podman/netavark\0--config\0/run/containers/networks\0setup\0" + Lent + "\0")]
    [InlineData("/bin/sh\0/opt/netavark\0teardown\0" + Pinned + "\0")]
    public void Netavark_at_work_for_the_container_is_known_by_its_command_line(string commandLine) =>
        Assert.True(OrphanedNetavark.WorksFor(commandLine, Container));

    [Theory]
    [InlineData("")]
    [InlineData("netavark\0setup\0/run/rootful-containers/web2/netns\0")]
    [InlineData("netavark\0setup\0/srv/run/rootful-containers/web/netns\0")]
    [InlineData("netavark\0setup\0" + Lent)]
    [InlineData("setup\0" + Lent + "\0")]
    [InlineData("cat\0" + Lent + "\0")]
    [InlineData("logger\0netavark setup " + Lent + "\0")]
    public void Another_process_is_not_taken_for_it(string commandLine) =>
        Assert.False(OrphanedNetavark.WorksFor(commandLine, Container));
}
