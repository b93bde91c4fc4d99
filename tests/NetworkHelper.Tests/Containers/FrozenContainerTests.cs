// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

public class FrozenContainerTests
{
    private const string Manager = "/user.slice/user-1000.slice/user@1000.service";

    [Theory]
    [InlineData(
        "/app.slice/rootful-init@web.service/libpod-payload-1/init.scope",
        "/app.slice/rootful-init@web.service"
    )]
    [InlineData("/user.slice/libpod-1.scope/container", "/user.slice/libpod-1.scope")]
    public void Frozen_is_the_control_group_that_the_container_was_given(string process, string expected) =>
        Assert.Equal(Manager + expected, FrozenContainer.OwnGroup(Manager + process));

    [Theory]
    [InlineData(
        @"/app.slice/app-rootful\x2dinit.slice/rootful-init@web.service",
        @"/app.slice/app-rootful\x2dstart.slice/rootful-start@web.service"
    )]
    [InlineData("/web.slice/rootful-init@web.service", "/web.slice/rootful-start@web.service")]
    public void The_processes_of_a_container_are_beside_what_holds_its_namespace(string holder, string expected) =>
        Assert.Equal(Manager + expected, FrozenContainer.OwnGroup(UserUnits.StartBeside(Manager + holder)));

    [Fact]
    public void A_container_in_its_users_session_is_not_frozen_together_with_the_session() =>
        Assert.Null(FrozenContainer.OwnGroup("/user.slice/user-1000.slice/session-3.scope"));
}
