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

    [Theory]
    [InlineData("/etc/rootful-containers.d/web.toml", true)]
    [InlineData("/etc/rootful-containers.d/web.pod.toml", true)]
    [InlineData("/etc/rootful-containers.d/web.toml.d/10.toml", true)]
    [InlineData("/etc/rootful-containers.d/web.toml.d", true)]
    [InlineData("/etc/rootful-containers.d", true)]
    [InlineData("/etc/rootful-containers.d/api.toml", false)]
    [InlineData("/etc/rootful-containers.d/api.toml.d/web.toml", false)]
    [InlineData("/etc/rootful-containers.d/web.volume.toml", false)]
    public void What_cannot_be_read_may_define_a_container(string path, bool may) =>
        Assert.Equal(may, UnreadableDefinitions.MayDefine(path, Name("web")));

    [Theory]
    [InlineData("/etc/rootful-containers.d/web@1.toml", true)]
    [InlineData("/etc/rootful-containers.d/web@2.toml", false)]
    [InlineData("/etc/rootful-containers.d/web@.toml.d/10.toml", true)]
    [InlineData("/etc/rootful-containers.d/api@.toml", false)]
    public void It_may_define_an_instance(string path, bool may) =>
        Assert.Equal(may, UnreadableDefinitions.MayDefine(path, Name("web-1")));

    [Fact]
    public void An_instance_of_a_template_is_a_link_wherever_it_is()
    {
        const string Text = "user = \"root\"\n";
        File.WriteAllText($"{_root}/web@.toml", Text);
        File.WriteAllText($"{_root}/web@1.toml", Text);
        File.CreateSymbolicLink($"{_root}/web@2.toml", "web@.toml");
        File.CreateSymbolicLink($"{_root}/api@1.toml", "web@.toml");

        Assert.Equal(
            [$"{_root}/web@1.toml: must be a link to web@.toml; a definition without a template is called web-1.toml"],
            CheckedFiles.Errors([$"{_root}/web@1.toml"]).Select(e => e.ToString())
        );
        Assert.DoesNotContain(CheckedFiles.Errors([$"{_root}/web@2.toml"]), e => e.Message.Contains("link"));
        Assert.Equal(
            [$"{_root}/api@1.toml: must be a link to api@.toml, not to web@.toml"],
            CheckedFiles.Errors([$"{_root}/api@1.toml"]).Select(e => e.ToString())
        );
    }

    [Theory]
    [InlineData("web", "web")]
    [InlineData("rootful-container@web.service", "web")]
    [InlineData("rootful-container@web", "web")]
    [InlineData("web@1", "web-1")]
    [InlineData("web@1.pod", "web-1.pod")]
    [InlineData("rootful-container@web-1", "web-1")]
    [InlineData("data.volume", "data.volume")]
    [InlineData("web@", "web@")]
    public void A_name_may_be_written_as_its_unit_or_as_an_instance(string word, string name) =>
        Assert.Equal(name, Target.DefinitionOf(word));

    private static ContainerName Name(string text) =>
        ContainerName.TryParse(text, out var name, out var error) ? name : throw new FormatException(error);

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
