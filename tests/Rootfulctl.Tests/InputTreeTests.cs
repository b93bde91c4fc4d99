// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Users;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class InputTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rootful-containers-").FullName;

    [Theory]
    [InlineData("big.yaml", "is larger than 524288 bytes")]
    [InlineData("data.yml", "is not a text")]
    [InlineData("data.env", "is not a text")]
    [InlineData("data.service", "is not a text")]
    [InlineData("web.container.d/data.conf", "is not a text")]
    public void What_stands_beside_and_cannot_be_read_is_said_and_stops_nothing(string name, string reason)
    {
        Directory.CreateDirectory($"{_root}/web.container.d");
        File.WriteAllText($"{_root}/web.container", "text");
        File.WriteAllText($"{_root}/own.env", "text");
        File.WriteAllBytes($"{_root}/{name}", new byte[name == "big.yaml" ? 600_000 : 1]);
        var said = new List<string>();

        Assert.Equal(
            [$"{_root}/web.container", $"{_root}/own.env"],
            InputTree.Walk($"{_root}/web.container", said.Add).Select(f => f.Path)
        );
        Assert.StartsWith($"{_root}/{name} {reason}", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_asked_for_and_cannot_be_read_is_an_error()
    {
        File.WriteAllBytes($"{_root}/web.container", [0]);

        Assert.Throws<HostException>(() => InputTree.Walk($"{_root}/web.container", static _ => { }));
        Assert.Throws<HostException>(() => InputTree.Walk(_root, static _ => { }));
    }

    [Fact]
    public void Two_dots_lead_to_above_where_a_link_leads()
    {
        Directory.CreateDirectory($"{_root}/other/inner");
        _ = Directory.CreateSymbolicLink($"{_root}/sub", "other/inner");
        File.WriteAllText($"{_root}/web.container", "wrong");
        File.WriteAllText($"{_root}/other/web.container", "right");

        var file = Assert.Single(InputTree.Walk($"{_root}/sub/../web.container", static _ => { }));

        Assert.Equal(($"{_root}/other/web.container", "right"), (file.Path, file.Text));
        Assert.Equal(
            [$"{_root}/other/web.container"],
            InputTree.Walk($"{_root}/sub/./..", static _ => { }).Select(f => f.Path)
        );
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
