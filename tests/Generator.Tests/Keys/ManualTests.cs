// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.RegularExpressions;

namespace RootfulContainers.Tests.Keys;

public partial class ManualTests
{
    private const string Page = ManualPage.Name;

    [Theory]
    [MemberData(nameof(KeyTableTests.Rows), MemberType = typeof(KeyTableTests))]
    public void The_manual_has_every_key_of_the_table_as_it_is(string set, string path)
    {
        var key = KeyTableTests.Sets[set].Find(path)!;
        if (set == "pod" && ContainerKeys.All.Find(path) is { } same && same.Summary == key.Summary)
        {
            // Named, and described where the container's are.
            var name =
                key.Kind == ValueKind.Tables ? $"[[{path}]]"
                : key.Table.Length > 0 ? $"[{key.Table}]"
                : path;
            Assert.Contains($"*{name}*", ManualPage.SharedWithPods, StringComparison.Ordinal);
            return;
        }

        var found = ManualPage.Keys.Where(k => k.Set == set && k.Path == path).ToList();
        Assert.True(found.Count == 1, $"{Page} has '{path}' of {set} {found.Count} times; add **{key.Name}** = *TYPE*");

        var text = Plain(found[0].Text);

        if (found[0].Type is { } type)
        {
            Assert.True(type == TypeOf(key), $"{Page}: '{path}' is a {TypeOf(key)}, not a {type}");
        }

        foreach (var fact in Facts(key))
        {
            Assert.True(text.Contains(Plain(fact), StringComparison.Ordinal), $"{Page}: '{path}' lacks: {fact}");
        }
    }

    [Fact]
    public void The_manual_has_no_key_that_is_not_in_the_table()
    {
        var unknown = ManualPage
            .Keys.Where(k => KeyTableTests.Sets.GetValueOrDefault(k.Set)?.Find(k.Path) is null)
            .Select(k => $"{k.Set}: {k.Path}");

        Assert.Empty(unknown);
    }

    [Theory]
    [InlineData(Page)]
    [InlineData("docs/man/rootful-containers-migration.7.md")]
    [InlineData("README.md")]
    public void The_definitions_in_the_documentation_are_valid(string path)
    {
        var blocks = Definitions().Matches(ManualPage.Text(path));
        Assert.NotEmpty(blocks);
        foreach (var text in blocks.Select(b => b.Groups["text"].Value))
        {
            var isNetwork =
                text.Contains("[[subnet]]", StringComparison.Ordinal)
                || text.Contains("subnets = ", StringComparison.Ordinal);
            // The first line of one of another kind is its name.
            var file =
                FileName().Match(text) is { Success: true } match ? match.Groups["file"].Value
                : isNetwork ? "web.network.toml"
                : "web.toml";

            Assert.Empty(
                AnyDecoder.Decode(new DefinitionSource(file, [new SourceText(path, Encoding.UTF8.GetBytes(text))]))
            );
        }
    }

    private static IEnumerable<string> Facts(ConfigurationKey key)
    {
        if (key.Required)
        {
            yield return "Required.";
        }

        if (key.Default is { } standard)
        {
            yield return $"Default: {standard}";
        }

        if (Target(key.Target) is { } target)
        {
            yield return target;
        }

        foreach (var choice in key.Choices)
        {
            yield return $"\"{choice}\"";
        }
    }

    private static string? Target(KeyTarget target) =>
        target.Place switch
        {
            _ when target.Name.Length == 0 => null,
            TargetPlace.SecurityOption => $"--security-opt={target.Name}",
            TargetPlace.HelperFlag => target.Name,
            TargetPlace.ProcessesService
            or TargetPlace.ContainerDependency
            or TargetPlace.ContainerUnit
            or TargetPlace.ContainerService
            or TargetPlace.ContainerTimer
            or TargetPlace.NetworkUnit => $"{target.Name}=",
            _ => $"--{target.Name}",
        };

    private static string TypeOf(ConfigurationKey key) =>
        key.Kind switch
        {
            ValueKind.String when key.TakesInteger => "string or integer",
            ValueKind.String => "string",
            ValueKind.Boolean when key.Choices.Count > 0 => "boolean or string",
            ValueKind.Boolean => "boolean",
            ValueKind.Integer => "integer",
            ValueKind.Duration => "duration",
            ValueKind.Size => "size",
            ValueKind.StringList => "list of strings",
            ValueKind.StringMap => "table of strings",
            ValueKind.BooleanOrStringList => "boolean or list of strings",
            ValueKind.UnitSetting => "unit setting",
            ValueKind.UnitSettings => "table of unit settings",
            _ => "list of tables",
        };

    /// <summary>Without line breaks and marks, which differ between the table and a page.</summary>
    private static string Plain(string text) => Marks().Replace(Spaces().Replace(text, " "), "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\A# (?<file>[a-z]+\.[a-z]+\.toml)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex FileName();

    [GeneratedRegex("[`'*]")]
    private static partial Regex Marks();

    [GeneratedRegex(
        @"^```toml\n(?<text>.+?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Definitions();
}
