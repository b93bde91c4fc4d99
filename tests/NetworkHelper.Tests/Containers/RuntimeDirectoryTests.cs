// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using Xunit;

namespace RootfulContainers.Tests.Containers;

public class RuntimeDirectoryTests
{
    private const string MountInfo = """
        22 1 0:21 / / rw - overlay overlay rw
        61 22 0:45 / /run/user/1000 rw,nosuid,nodev,relatime shared:25 - tmpfs tmpfs rw,size=1k,mode=700,uid=1000
        612 61 0:46 / /run/user/1000 rw,nosuid,nodev,relatime shared:26 master:7 - fuse.tmpfs tmpfs rw,user_id=1000
        7 22 0:47 / /mnt/a\040-\040tmpfs\040x rw - fuse tmpfs rw

        """;

    [Theory]
    [InlineData("61", "tmpfs")]
    [InlineData("612", "fuse.tmpfs")]
    [InlineData("7", "fuse")]
    [InlineData("22", "overlay")]
    [InlineData("1", null)]
    [InlineData("2", null)]
    [InlineData("", null)]
    public void The_type_is_that_of_the_very_mount(string id, string? expected) =>
        Assert.Equal(expected, RuntimeDirectory.FileSystemType(id, MountInfo));
}
