// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Supervisor;
using Xunit;

namespace RootfulContainers.Tests;

public class PresentFilesTests
{
    [Fact]
    public void Flags_stay_whose_file_or_device_is_there()
    {
        var words = PresentFiles.Words(
            [
                "podman",
                "create",
                "--env-file=/etc/web.env",
                "--if-present=--env-file=/etc/a:b.env",
                "--if-present=--env-file=/etc/gone.env",
                "--if-present=--device=/dev/dri:/dev/dri:rw",
                "--if-present=--device=/dev/gone",
                "image",
                "--if-present=--device=/dev/gone",
            ],
            count: 4,
            path => path is "/etc/a:b.env" or "/dev/dri"
        );

        Assert.Equal(
            [
                "podman",
                "create",
                "--env-file=/etc/web.env",
                "--env-file=/etc/a:b.env",
                "--device=/dev/dri:/dev/dri:rw",
                "image",
                "--if-present=--device=/dev/gone",
            ],
            words
        );
    }

    [Theory]
    [InlineData(true, "--if-present=1", "--", "podman")]
    [InlineData(false, "--if-present=1", "--")]
    [InlineData(false, "--if-present=x", "--", "podman")]
    [InlineData(false, "--if-present", "--", "podman")]
    public void It_takes_a_number_and_a_command(bool expected, params string[] words) =>
        Assert.Equal(expected, PresentFiles.IsMeant(words));
}
