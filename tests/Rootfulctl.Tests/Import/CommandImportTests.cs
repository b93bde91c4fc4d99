// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Commands;
using RootfulContainers.Rootfulctl.Import.Foreign;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class CommandImportTests
{
    [Theory]
    [InlineData("import podman run --network foo img npm run dev -- --host", 1)]
    [InlineData("import --user u --network=n podman run -d --user 1000 img", 4)]
    [InlineData("import --user podman podman run -d img", 3)]
    [InlineData("import /usr/bin/podman run --network foo img", 1)]
    [InlineData("import nerdctl create img", 1)]
    [InlineData("import docker container run img", 1)]
    [InlineData("import -- podman run img", -1)]
    [InlineData("import --user podman ./run", -1)]
    [InlineData("import ./podman ./create", -1)]
    [InlineData("import ./compose.yaml podman run", -1)]
    [InlineData("import --container podman", -1)]
    [InlineData("import", -1)]
    public void The_words_of_a_command_of_podmans_are_its_own(string words, int expected) =>
        Assert.Equal(expected, ImportCommand.CommandIn(words.Split(' ')));

    [Theory]
    [InlineData("podman run img npm run dev -- --host", "command = [\"npm\", \"run\", \"dev\", \"--\", \"--host\"]")]
    [InlineData("podman run img tool --name x --rootfs", "command = [\"tool\", \"--name\", \"x\", \"--rootfs\"]")]
    [InlineData("podman run --rootfs /srv/x sh", "rootfs = \"/srv/x\"\ncommand = [\"sh\"]")]
    [InlineData("podman run caddy", "image = \"caddy\"")]
    [InlineData("docker run caddy", "image = \"docker.io/library/caddy\"")]
    [InlineData("podman run --pid container:x img", "podman_args = [\"--pid=container:x\"]")]
    public void A_command_is_carried_over(string words, string expected)
    {
        var importer = Imported.New();
        var files = importer.Import(ShellWords.Split(words), "/q", "a command");

        Assert.Equal(0, importer.Report.Lost);
        Assert.Contains(expected, files[0].Text, StringComparison.Ordinal);
    }
}
