// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Platform;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary>From what a command does to an exit status.</summary>
internal static class CommandRun
{
    public const string Program = "rootfulctl";

    public static void Run(this Command command, Func<ParseResult, int> run) =>
        command.SetAction(result =>
        {
            try
            {
                return run(result);
            }
            catch (UsageException e)
            {
                Say($"{e.Message}; see '{NameOf(command)} --help'");
                return ExitStatus.WrongUsage;
            }
            catch (Exception e) when (HostException.IsFailureOutside(e))
            {
                Say(e.Message);
                return ExitStatus.Failed;
            }
        });

    public static void SayAll(IEnumerable<string> messages)
    {
        foreach (var message in messages)
        {
            Say(message);
        }
    }

    private static string NameOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent and not RootCommand
            ? $"{NameOf(parent)} {command.Name}"
            : $"{Program} {command.Name}";

    public static void Say(string message) => StandardStream.WriteError($"{Program}: {PrintableText.Of(message)}");
}
