// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Definitions;
using RootfulContainers.Rootfulctl;
using RootfulContainers.Rootfulctl.Commands;
using Xunit;

namespace RootfulContainers.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "list")]
    [InlineData("--json", "list --json")]
    [InlineData("--user=test -w", "list --user=test -w")]
    [InlineData("-w", "list -w")]
    [InlineData("--help", "--help")]
    [InlineData("--version", "--version")]
    [InlineData("status web --json", "status web --json")]
    [InlineData("exec web ls -l", "exec web -- ls -l")]
    public void What_is_left_out_is_the_command_that_lists(string words, string all) =>
        Assert.Equal(all.Split(' '), CommandLine.Complete(words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("--", "[suggest:7]", "list --")]
    [InlineData("--user test --st", "[suggest:21]", "list --user test --st")]
    [InlineData("--vers", "[suggest:6]", "--vers")]
    [InlineData("status --j", "[suggest:10]", "status --j")]
    [InlineData("", "[suggest:0]", "")]
    public void A_line_without_a_command_goes_on_with_what_the_list_has(string line, string directive, string completed)
    {
        var position = line.Length.ToString(CultureInfo.InvariantCulture);

        Assert.Equal([directive, completed], CommandLine.Complete([$"[suggest:{position}]", line]));
    }

    [Theory]
    [InlineData("list --state bogus", "--state is one of running, paused, starting, ", ", not 'bogus'")]
    [InlineData("list --kind pod", "--kind is one of volume, image, build, not 'pod'", "")]
    [InlineData("logs web -n x", "--lines is a number, not 'x'", "")]
    public void What_an_option_cannot_be_is_said_in_a_line(string words, string start, string end)
    {
        var message = Assert.Single(CommandLine.Parse(words.Split(' ')).Errors).Message;

        Assert.StartsWith(start, message, StringComparison.Ordinal);
        Assert.EndsWith(end, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list --state running --state failed")]
    [InlineData("logs web -n 5")]
    [InlineData("logs web --lines=0 -f")]
    public void What_an_option_can_be_is_taken(string words) =>
        Assert.Empty(CommandLine.Parse(words.Split(' ')).Errors);

    [Theory]
    [InlineData("start web --bogus")]
    [InlineData("enable --bogus")]
    [InlineData("status --bogus")]
    [InlineData("check --bogus")]
    [InlineData("export --quadlet web -x")]
    public void An_option_that_there_is_not_is_no_name(string words)
    {
        var parsed = CommandLine.Parse(words.Split(' '));

        Assert.Equal(
            [$"Unrecognized command or argument '{words.Split(' ').Last(w => w is not "web")}'."],
            [.. parsed.Errors.Select(e => e.Message), .. CommandLine.UnknownOptions(parsed)]
        );
    }

    [Theory]
    [InlineData("check -- -x.toml")]
    [InlineData("exec web ls -l")]
    [InlineData("podman web --version")]
    [InlineData("logs web --since -1h")]
    [InlineData("import podman run -d image")]
    public void What_only_looks_like_an_option_is_taken(string words)
    {
        var parsed = CommandLine.Parse(words.Split(' '));

        Assert.Empty(parsed.Errors);
        Assert.Empty(CommandLine.UnknownOptions(parsed));
    }

    [Theory]
    [InlineData("foo.volume.toml", "a volume")]
    [InlineData("foo.image.toml", "an image")]
    [InlineData("foo.build.toml", "a build")]
    [InlineData("foo.pod.toml", "a pod")]
    [InlineData("foo.network.toml", "a network")]
    public void Another_kind_of_definition_is_named(string file, string kind) =>
        Assert.Equal(kind, NewCommand.Kind(DefinitionKinds.All[DefinitionKinds.IndexOf(file)]));
}
