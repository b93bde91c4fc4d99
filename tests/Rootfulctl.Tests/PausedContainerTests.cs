// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class PausedContainerTests
{
    private const string Slice = "/user.slice/user-1000.slice/user@1000.service/app.slice";

    [Fact]
    public void The_unit_of_the_processes_is_found_by_any_of_them() =>
        Assert.Equal(
            [
                $@"{Slice}/app-rootful\x2dinit.slice/rootful-init@web.service",
                $@"{Slice}/app-rootful\x2dstart.slice/rootful-start@web.service",
            ],
            PausedContainer.UnitsOf(
                $@"{Slice}/app-rootful\x2dinit.slice/rootful-init@web.service/libpod-payload-0/init"
            )
        );
}
