// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class DefinitionFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("rootful-containers-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_that_cannot_be_read_keeps_nothing_from_being_checked()
    {
        File.WriteAllText($"{_root}/web.toml", "imgae = \"localhost/web\"\n");

        var errors = CheckedFiles.Errors([$"{_root}/none.toml", $"{_root}/web.toml"]);

        Assert.Contains(
            $"{_root}/none.toml: cannot be read: No such file or directory",
            errors.Select(e => e.ToString())
        );
        Assert.Contains(
            errors,
            e => e.ToString().StartsWith($"{_root}/web.toml:1:1: unknown key", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_a_caller_may_not_read_is_named()
    {
        Directory.CreateDirectory($"{_root}/api.toml.d");
        Directory.CreateDirectory($"{_root}/web.toml.d");
        string[] files = ["api.toml", "api.toml.d/10.toml", "web.toml", "web.toml.d/10.toml", ".web.toml", "README"];
        foreach (var file in files)
        {
            File.WriteAllText($"{_root}/{file}", "");
        }

        string[] mine = [_root, $"{_root}/web.toml", $"{_root}/api.toml.d"];
        Assert.Equal(
            [$"{_root}/api.toml", $"{_root}/api.toml.d/10.toml", $"{_root}/web.toml.d"],
            UnreadableDefinitions.In(_root, (path, _) => mine.Contains(path, StringComparer.Ordinal))
        );
        Assert.Equal([_root], UnreadableDefinitions.In(_root, (_, _) => false));
        Assert.Empty(UnreadableDefinitions.In($"{_root}/none", (_, _) => false));
    }

    [Fact]
    public void Links_that_a_generator_made_are_found_wherever_they_are()
    {
        Assert.True(ContainerName.TryParse("web", out var name, out _));
        Directory.CreateDirectory($"{_root}/multi-user.target.wants");
        Directory.CreateDirectory($"{_root}/rootful-container@web.service.d");
        File.CreateSymbolicLink($"{_root}/multi-user.target.wants/rootful-container@web.service", "/none");
        File.CreateSymbolicLink($"{_root}/multi-user.target.wants/rootful-container@api.service", "/none");

        Assert.Equal(["multi-user.target.wants/rootful-container@web.service"], GeneratedUnits.LinksIn(_root, name));
    }
}
