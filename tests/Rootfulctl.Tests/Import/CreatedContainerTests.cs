// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;
using RootfulContainers.Rootfulctl.Import.Podman;
using Xunit;

namespace RootfulContainers.Tests.Import;

public sealed class CreatedContainerTests
{
    [Theory]
    [InlineData("podman run -e FOO img", "podman run --name=web -e FOO=1 img")]
    [InlineData("podman run --env FOO img", "podman run --name=web --env FOO=1 img")]
    [InlineData("podman create --env=FOO img", "podman create --name=web --env=FOO=1 img")]
    [InlineData("podman run -eFOO -dite=FOO img", "podman run --name=web -eFOO=1 -dite=FOO=1 img")]
    [InlineData("podman container run -e FOO=2 -e BAR img", "podman container run --name=web -e FOO=2 -e BAR img")]
    // The words of the program, and values of other flags.
    [InlineData("podman run -e FOO=1 img prog -e FOO", "podman run --name=web -e FOO=1 img prog -e FOO")]
    [InlineData("podman run --name a --entrypoint -e img FOO", "podman run --name a --entrypoint -e img FOO")]
    [InlineData("podman run --name a -l -e img FOO", "podman run --name a -l -e img FOO")]
    [InlineData("podman --root run create img run", "podman --root run create --name=web img run")]
    public void What_was_taken_from_the_environment_has_its_value(string command, string expected) =>
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                CreatedContainer
                    .Command(
                        JsonSerializer.SerializeToUtf8Bytes(
                            new[]
                            {
                                new
                                {
                                    Name = "web",
                                    Config = new
                                    {
                                        Env = new[] { "FOOL=3", "FOO=1" },
                                        CreateCommand = command.Split(' '),
                                    },
                                },
                            }
                        )
                    )
                    .Words
            )
        );

    [Fact]
    public void What_podmans_API_made_is_carried_over_and_said_to_be_compared()
    {
        var (words, loss) = CreatedContainer.Command(
            """
            [{
              "Id": "0123456789abcdef", "Name": "/web", "ImageName": "docker.io/library/nginx:1",
              "Config": {
                "Env": ["PATH=/bin", "A=1"], "Cmd": ["nginx"], "Entrypoint": ["/e", "a b"], "Hostname": "hh", "Tty": true,
                "Healthcheck": {"Test": ["CMD-SHELL", "curl x"], "Interval": 5000000000, "Timeout": 1500000000, "Retries": 4},
                "StopTimeout": 33, "StopSignal": "SIGINT", "CreateCommand": null
              },
              "Mounts": [{"Type": "volume", "Name": "data", "Destination": "/d"}],
              "NetworkSettings": {"Networks": {"front": {"Aliases": ["w", "0123456789ab"]}, "back": {}}},
              "HostConfig": {
                "Binds": ["/s:/t:rw", "data:/d:ro"], "NetworkMode": "bridge", "Memory": 1048576, "ReadonlyRootfs": true,
                "Tmpfs": {"/tmp": "rw"}, "Devices": [{"PathOnHost": "/dev/x", "PathInContainer": "/dev/y"}],
                "ExtraHosts": ["a:1.2.3.4"], "SecurityOpt": ["no-new-privileges"], "Dns": ["1.1.1.1"], "Init": true
              }
            }]
            """u8
        );
        var importer = Imported.New();
        var file = importer.Import(words, "/q", "container web", loss).Single();

        Assert.Equal(1, importer.Report.Lost);
        Assert.Contains("compare with podman inspect", importer.Report.Remarks[^1].Line, StringComparison.Ordinal);
        string[] expected =
        [
            "entrypoint = [\"/e\", \"a b\"]",
            "command = [\"nginx\"]",
            "hostname = \"hh\"",
            "volumes = [\"/s:/t:rw\", \"data:/d:ro\"]",
            "name = \"front\"\naliases = [\"w\"]",
            "name = \"back\"",
            "memory = \"1048576b\"",
            "read_only = true",
            "init = true",
            "tmpfs = [\"/tmp:rw\"]",
            "devices = [\"/dev/x:/dev/y\"]",
            "add_hosts = [\"a:1.2.3.4\"]",
            "no_new_privileges = true",
            "servers = [\"1.1.1.1\"]",
            "stop_signal = \"SIGINT\"",
            "stop_timeout = 33",
            "podman_args = [\"--tty\"]",
            "[health]\ncommand = [\"curl x\"]\ninterval = \"5s\"\ntimeout = \"1500ms\"\nretries = 4",
        ];
        Assert.All(expected, e => Assert.Contains($"\n{e}", $"\n{file.Text}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"/e -x\"", "[\"/e\",\"-x\"]")]
    [InlineData("[\"/e\"]", "[\"/e\"]")]
    public void Defaults_of_podman_are_not_carried_over(string entrypoint, string expected)
    {
        var (words, _) = CreatedContainer.Command(
            System.Text.Encoding.UTF8.GetBytes(
                """
                [{
                  "Id": "0123456789abcdef", "Name": "web", "ImageName": "x.io/a", "HostConfig": {"NetworkMode": "pasta", "Memory": 0},
                  "Config": {"Hostname": "0123456789ab", "StopSignal": 15, "StopTimeout": 10, "Tty": false, "Entrypoint": ENTRYPOINT}
                }]
                """.Replace("ENTRYPOINT", entrypoint, StringComparison.Ordinal)
            )
        );

        Assert.Equal(
            ["podman", "create", "--name=web", "--network=pasta", $"--entrypoint={expected}", "x.io/a"],
            words
        );
    }
}
