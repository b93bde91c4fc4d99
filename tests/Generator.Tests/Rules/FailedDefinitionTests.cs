// SPDX-License-Identifier: BSD-2-Clause
using System.Text;

namespace RootfulContainers.Tests.Rules;

/// <summary>What this program fails on, in one definition, is that definition's trouble.</summary>
public class FailedDefinitionTests
{
    private const string Directory = "/etc/rootful-containers.d";

    [Fact]
    public void An_exception_in_reading_one_definition_leaves_all_others_their_units()
    {
        var run = Run(
            Protected("a-fails.toml", "user = \"test\"\nimage = \"i\"\nnetworks = [\"n\"]\n"),
            Open("b.toml", "user = \"test\"\nimage = \"i\"\nnetworks = [\"n\"]\n")
        );

        var paths = run.Units.Select(u => u.Path).ToList();
        Assert.Contains("rootful-network@b.service.d/50-definition.conf", paths);
        Assert.Contains("rootful-container@a-fails.service.d/50-definition.conf", paths);
        Assert.DoesNotContain("rootful-network@a-fails.service.d/50-definition.conf", paths);
        Assert.Equal(
            $"{Directory}/a-fails.toml: internal error, please report it: InvalidOperationException: no groups",
            Assert.Single(run.Diagnostics).ToString()
        );
    }

    [Fact]
    public void What_names_a_volume_whose_reading_failed_is_not_made_with_another_one()
    {
        var run = Run(
            Protected("data.volume.toml", "user = \"test\"\n"),
            Open("b.toml", "user = \"test\"\nimage = \"i\"\nnetworks = [\"n\"]\nvolumes = [\"data:/data\"]\n")
        );

        Assert.DoesNotContain(run.Units, u => u.Path.StartsWith("rootful-network@", StringComparison.Ordinal));
        Assert.Contains(
            run.Diagnostics,
            d => d.Message.StartsWith("'volumes': its definition has an error: ", StringComparison.Ordinal)
        );
    }

    // The groups are asked for where a file is closed to others.
    private static DefinitionRun Run(params DefinitionSource[] sources) =>
        new(
            sources,
            new PlanContext(
                new Scope.System(),
                new Installation("/usr/libexec/rootful-containers", "/usr/lib/systemd/system"),
                UserTable.Parse("test:x:1000:1000::/home/test:/bin/sh\n"),
                () => throw new InvalidOperationException("no groups")
            )
        );

    private static DefinitionSource Open(string name, string text) =>
        new(name, [new SourceText($"{Directory}/{name}", Encoding.UTF8.GetBytes(text))]);

    private static DefinitionSource Protected(string name, string text) =>
        new(
            name,
            [
                new SourceText($"{Directory}/{name}", Encoding.UTF8.GetBytes(text))
                {
                    Protections = [new FileProtection(name, FileAccessBits.Read, 0, 0, 0b110_100_000, [])],
                },
            ]
        );
}
