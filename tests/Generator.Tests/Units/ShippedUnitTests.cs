// SPDX-License-Identifier: BSD-2-Clause
using System.Reflection;
using System.Text.RegularExpressions;
using RootfulContainers.Tests.Keys;
using RootfulContainers.Tests.Snapshots;

namespace RootfulContainers.Tests.Units;

/// <summary>Shipped units and the manual know commands, options and exit statuses as the programs do.</summary>
public sealed partial class ShippedUnitTests
{
    private const string Container = "templates/system/rootful-container@.service";

    [Fact]
    public void A_definition_that_is_missing_or_invalid_is_not_tried_again() =>
        Assert.Contains(
            $"\nRestartPreventExitStatus={ExitStatus.NotConfigured} {ExitStatus.InvalidDefinition}\n",
            ManualPage.Text(Container),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(Container)]
    [InlineData("templates/system/rootful-dns.service")]
    [InlineData("templates/user/rootful-init@.service")]
    public void A_program_that_was_stopped_has_not_failed(string unit) =>
        Assert.Contains($"\nSuccessExitStatus={ExitStatus.Stopped}\n", ManualPage.Text(unit), StringComparison.Ordinal);

    [Fact]
    public void What_units_run_the_programs_know()
    {
        var units = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "templates"), "*.service", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .ToList();

        Assert.Subset(
            Words(typeof(HelperCommands)),
            units.SelectMany(u => Command().Matches(u)).Select(Word).ToHashSet()
        );
        Assert.Subset(
            Words(typeof(SupervisorOptions)),
            units.SelectMany(u => Option().Matches(u)).Select(Word).ToHashSet()
        );
    }

    [Theory]
    [InlineData("rootful-network-helper.8.md", 0, ExitStatus.Failed, ExitStatus.WrongUsage)]
    [InlineData("rootful-container@.service.8.md", ExitStatus.Failed)]
    public void The_manual_has_the_exit_statuses(string page, params int[] others)
    {
        var text = ManualPage.Text("docs/man/" + page);
        var section = text[text.IndexOf("\n## EXIT STATUS\n", StringComparison.Ordinal)..];
        var statuses = Status().Matches(section).Select(m => int.Parse(Word(m), null));

        Assert.Equal([.. others, ExitStatus.NotConfigured, ExitStatus.InvalidDefinition], statuses);
    }

    [Fact]
    public void The_manual_has_the_helpers_commands_and_options()
    {
        var text = ManualPage.Text("docs/man/rootful-network-helper.8.md").Replace("\\", "", StringComparison.Ordinal);

        Assert.All(Words(typeof(HelperCommands)), word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.All(Words(typeof(HelperOptions)), word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    private static HashSet<string> Words(Type constants) =>
        [.. constants.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!)];

    private static string Word(Match match) => match.Groups["word"].Value;

    [GeneratedRegex(@"/network-helper (?<word>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Command();

    // What follows "--" is another program's.
    [GeneratedRegex(@"(?<=/container-supervisor ((?! -- ).)*)(?<word>--[a-z-]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex(@"^\*\*(?<word>[0-9]+)\*\*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Status();
}
