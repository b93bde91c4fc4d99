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
                CreatedContainer.Command(
                    JsonSerializer.SerializeToUtf8Bytes(
                        new[]
                        {
                            new
                            {
                                Name = "web",
                                Config = new { Env = new[] { "FOOL=3", "FOO=1" }, CreateCommand = command.Split(' ') },
                            },
                        }
                    )
                )
            )
        );
}
