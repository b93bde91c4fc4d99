// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.Rootfulctl.Commands;

namespace RootfulContainers.Rootfulctl;

/// <summary>All commands.</summary>
internal static class CommandLine
{
    private static readonly Func<Command>[] Commands = [ListCommand.Create, CheckCommand.Create];

    public static int Run(string[] arguments)
    {
        var root = new RootCommand("Shows and drives rootless podman containers on rootful networks.");
        foreach (var create in Commands)
        {
            root.Add(create());
        }

        // A word that starts with '@' is no file of arguments.
        var parsed = root.Parse(
            arguments is [] ? ["list"] : arguments,
            new ParserConfiguration { ResponseFileTokenReplacer = null }
        );
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                CommandRun.Say(error.Message);
            }

            return CommandRun.WrongUsage;
        }

        return parsed.Invoke(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
        );
    }
}
