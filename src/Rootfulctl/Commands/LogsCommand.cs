// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Commands;

/// <summary><c>logs</c>: what a container prints.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "name of the container" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what it prints from now on" };
        var lines = OptionValues.Count("--lines", "-n");
        (lines.Description, lines.HelpName) = ("Only the last lines", "COUNT");
        var since = new Option<string?>("--since") { Description = "Only what is newer", HelpName = "TIME" };
        var command = new Command("logs", "Show what the container printed") { name, follow, lines, since };
        command.Run(result =>
        {
            var definitions = DefinitionSet.Load();
            var target = Target.Find(result.GetRequiredValue(name), definitions);
            string[] options =
            [
                .. result.GetValue(follow) ? (string[])["--follow"] : [],
                .. result.GetValue(since) is { } time ? (string[])[$"--since={time}"] : [],
            ];
            var count = result.GetValue(lines)?.ToString(CultureInfo.InvariantCulture);
            var driver = target.Definition?.Container?.LogDriver ?? "journald";
            return driver switch
            {
                // As the caller: root reads all journals, and the container's user the own one.
                "journald" or "passthrough" => OtherProgram.Replace(
                    ProgramFile.Find("journalctl"),
                    [
                        "--quiet",
                        .. options,
                        .. count is null ? (string[])[] : [$"--lines={count}"],
                        .. definitions.Journal(
                            target,
                            target.Uid ?? throw new HostException($"it is not known whose container {target.Name} is")
                        ),
                    ],
                    OtherProgram.Environment
                ),
                "none" => throw new HostException(
                    $"container {target.Name} keeps no log: its definition says log.driver = \"none\""
                ),
                _ => UserPodman.Replace(
                    target.User,
                    [
                        .. target.Definition?.Container?.GlobalArguments ?? [],
                        "logs",
                        .. options,
                        .. count is null ? (string[])[] : [$"--tail={count}"],
                        target.Name.ToString(),
                    ]
                ),
            };
        });
        return command;
    }
}
