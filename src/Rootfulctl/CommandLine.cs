// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using RootfulContainers.Rootfulctl.Commands;

namespace RootfulContainers.Rootfulctl;

/// <summary>All commands.</summary>
internal static class CommandLine
{
    private const string Suggest = "[suggest:";

    private static readonly Func<Command>[] Commands =
    [
        ListCommand.Create,
        StatusCommand.Create,
        CheckCommand.Create,
        DoctorCommand.Create,
        ShowCommand.Create,
        DiffCommand.Create,
        LogsCommand.Create,
        PodmanCommands.Exec,
        PodmanCommands.ShellCommand,
        PodmanCommands.Top,
        PodmanCommands.Podman,
        UnitCommands.Start,
        UnitCommands.Stop,
        UnitCommands.Restart,
        UnitCommands.Reload,
        UpCommand.Create,
        PortsCommand.Create,
        NetworksCommand.Create,
        WhoisCommand.Create,
        TreeCommand.Create,
        PlotCommand.Create,
        NewCommand.Create,
        ImportCommand.Create,
        UserCommand.Create,
        AutostartCommands.Enable,
        AutostartCommands.Disable,
        ExportCommand.Create,
    ];

    public static int Run(string[] arguments)
    {
        var parsed = Parse(arguments);
        IReadOnlyList<string> errors = [.. parsed.Errors.Select(e => e.Message), .. UnknownOptions(parsed)];
        if (errors.Count > 0)
        {
            CommandRun.SayAll(errors);
            return ExitStatus.WrongUsage;
        }

        try
        {
            return parsed.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (IOException e)
        {
            // What no command of ours prints: help, and the version.
            CommandRun.Say(e.Message);
            return ExitStatus.Failed;
        }
    }

    internal static ParseResult Parse(string[] arguments)
    {
        var root = new RootCommand("Shows and drives rootless podman containers on rootful networks.");
        foreach (var create in Commands)
        {
            root.Add(create());
        }

        // A word that starts with '@' is no file of arguments.
        return root.Parse(Complete(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    /// <summary>
    /// What System.CommandLine takes for an argument as it knows no such option. Behind "--" it is one.
    /// </summary>
    internal static IEnumerable<string> UnknownOptions(ParseResult parsed)
    {
        var arguments = parsed.Tokens.TakeWhile(t => t.Type != TokenType.DoubleDash).ToHashSet();
        return parsed
            .CommandResult.Children.OfType<ArgumentResult>()
            .SelectMany(a => a.Tokens)
            .Where(t => t.Value is ['-', _, ..] && arguments.Contains(t))
            .Select(t => $"Unrecognized command or argument '{t.Value}'.");
    }

    /// <summary>Whether a word is an option that the list has.</summary>
    private static bool IsOfList(string word) =>
        word.StartsWith('-')
        && ListCommand
            .Create()
            .Options.SelectMany(o => o.Aliases.Prepend(o.Name))
            .Contains(word.Split('=', ':')[0], StringComparer.Ordinal);

    /// <summary>Whether the first word of a line is an option of the list, or the beginning of one.</summary>
    private static bool BeginsList(string line) =>
        line.Split(' ', '=')[0] is ['-', ..] first
        && ListCommand
            .Create()
            .Options.SelectMany(o => o.Aliases.Prepend(o.Name))
            .Any(o => o.StartsWith(first, StringComparison.Ordinal));

    /// <returns>The position in the line; null when it is something else.</returns>
    private static int? SuggestionOf(string directive) =>
        directive.StartsWith(Suggest, StringComparison.Ordinal)
        && int.TryParse(
            directive.AsSpan(Suggest.Length).TrimEnd(']'),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var position
        )
            ? position
            : null;

    /// <summary>What is left out: the command, or that all words behind a container's name are another program's.</summary>
    internal static string[] Complete(string[] arguments) =>
        arguments switch
        {
            [] => [ListCommand.Name],
            [var first, ..] when IsOfList(first) => [ListCommand.Name, .. arguments],
            // A shell asks what the line may go on with.
            [var directive, var line] when SuggestionOf(directive) is { } position && BeginsList(line) =>
            [
                string.Create(CultureInfo.InvariantCulture, $"{Suggest}{position + ListCommand.Name.Length + 1}]"),
                $"{ListCommand.Name} {line}",
            ],
            [var command, var name, .. var words]
                when PodmanCommands.PassingWords.Contains(command, StringComparer.Ordinal)
                    && !name.StartsWith('-')
                    && words is not ["--", ..] => [command, name, "--", .. words],
            [ImportCommand.Name, .. var words] when ImportCommand.CommandIn(arguments) is var at and > 0 =>
            [
                .. arguments[..at],
                "--",
                .. words[(at - 1)..],
            ],
            _ => arguments,
        };
}
