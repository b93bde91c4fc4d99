// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Definitions.Kinds.Containers;
using RootfulContainers.Definitions.Sources;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Output;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class DefinitionTextTests
{
    private static readonly DefinitionText Web = new("test", "localhost/web", ["rootful0", "rootful1"]);

    [Fact]
    public void What_was_asked_for_is_what_the_definition_says()
    {
        var decoded = Decode(
            (Web with { Ports = ["80:80"], Description = "a \"b\" \\ ü", IsStartedAtBoot = true }).Render("/schema")
        );

        Assert.Empty(decoded.Diagnostics);
        var definition = decoded.Definition;
        Assert.Equal("test", definition.User!.Text);
        Assert.Equal("localhost/web", definition.Image!.Text);
        Assert.Equal(["rootful0", "rootful1"], definition.Networks.Select(n => n.Attachment.Name));
        Assert.Equal("80:80", Assert.Single(definition.Ports).Port.ToString());
        Assert.Equal("a \"b\" \\ ü", definition.Description);
        Assert.Equal(["multi-user.target"], definition.AutostartTargets);
    }

    [Fact]
    public void A_string_is_one_line_whatever_it_holds() =>
        Assert.Equal("\"\\u001b\\n\\u007f\"", TomlText.Quoted("\e\n\u007f"));

    [Fact]
    public void A_string_hides_nothing_from_whoever_reads_it() =>
        Assert.Equal(
            "\"\\u009b2J \\u202e+\\u2028 \\U000e0041 äあ😀\"",
            TomlText.Quoted("\u009b2J \u202e+\u2028 \U000E0041 äあ😀")
        );

    [Fact]
    public void What_was_not_asked_for_is_a_comment_that_is_valid_without_its_mark()
    {
        var text = Web.Render("/schema");

        Assert.Empty(Decode(text).Definition.Ports);
        var lines = text.Split('\n')
            .Select(l =>
                l.StartsWith("# ", StringComparison.Ordinal) && l.Contains(" = ", StringComparison.Ordinal) ? l[2..] : l
            );
        var decoded = Decode(string.Join('\n', lines));
        Assert.Empty(decoded.Diagnostics);
        Assert.Equal("8080:80", Assert.Single(decoded.Definition.Ports).Port.ToString());
    }

    private static RootfulContainers.Definitions.Kinds.Decoded<ContainerDefinition> Decode(string text)
    {
        Assert.True(ContainerName.TryParse("web", out var name, out _));
        return ContainerDecoder.Decode(
            name,
            new DefinitionSource("web.toml", [new SourceText("web.toml", Encoding.UTF8.GetBytes(text))])
        );
    }
}
