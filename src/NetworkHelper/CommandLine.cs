// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.NetworkHelper.Commands;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper;

/// <summary>From words to a command: everything that is wrong with the words is said before anything is done.</summary>
/// <param name="print">Takes a line for standard error.</param>
internal sealed partial class CommandLine(Action<string> print)
{
    public const string Program = "network-helper";

    private static readonly Argument<string> Name = new("NAME") { Description = "name of the container" };

    public int Run(string[] arguments)
    {
        var root = new RootCommand("Attaches rootless podman containers to rootful netavark networks.")
        {
            AttachCommand(HelperCommands.Setup, "Have the container initialized and attach it", c => c.Setup()),
            AttachCommand(
                HelperCommands.Reload,
                "Apply changed options and flushed rules to the attached container",
                c => c.Reload()
            ),
            Teardown(),
            WatchNames(),
            CreateNetwork(),
            RemoveNetwork(),
            Refuse(),
            Ended(),
            UnlessActive(),
        };
        // A message or name that starts with '@' is no file of arguments.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                print($"{Program}: {error.Message}");
            }

            return ExitStatus.WrongUsage;
        }

        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // A signal ends this program as it ends any other: whatever it interrupts, teardown undoes.
            ProcessTerminationTimeout = null,
        };
        return parsed.Invoke(configuration);
    }

    private Command AttachCommand(string name, string description, Action<SetupCommand> run)
    {
        var options = new AttachCommandOptions();
        var command = new Command(name, description) { Name };
        foreach (var option in options.All)
        {
            command.Add(option);
        }

        command.SetAction(result =>
            Guard(
                result,
                (container, log) =>
                {
                    run(new SetupCommand(options.Read(result, container), log));
                    return 0;
                }
            )
        );
        return command;
    }

    private Command Teardown()
    {
        var command = new Command(HelperCommands.Teardown, "Detach the container; needs no definition") { Name };
        command.SetAction(result =>
            Guard(
                result,
                (container, log) =>
                {
                    var errors = TeardownCommand.Run(container, log);
                    foreach (var error in errors)
                    {
                        log.Error(error);
                    }

                    return errors.Count == 0 ? 0 : ExitStatus.Failed;
                }
            )
        );
        return command;
    }

    private Command WatchNames()
    {
        var command = new Command(
            HelperCommands.WatchNames,
            "Start aardvark-dns again whenever it ended; does not end itself"
        );
        command.SetAction(_ =>
            Guard(
                null,
                log =>
                {
                    WatchNamesCommand.Run(log);
                    return 0;
                }
            )
        );
        return command;
    }

    private Command Refuse()
    {
        var messages = new Argument<string[]>("MESSAGE") { Description = "what is wrong with the definition" };
        var command = new Command(
            HelperCommands.Refuse,
            "Fail with the errors of a definition, or because there is none"
        )
        {
            Name,
            messages,
        };
        command.SetAction(result =>
            Guard(
                result,
                (container, log) =>
                {
                    var errors = result.GetValue(messages) ?? [];
                    foreach (var error in errors)
                    {
                        log.Error(error);
                    }

                    if (errors.Length > 0)
                    {
                        return ExitStatus.InvalidDefinition;
                    }

                    log.Error($"no definition: {DefinitionPaths.Admin}/{container}{DefinitionPaths.Extension}");
                    return ExitStatus.NotConfigured;
                }
            )
        );
        return command;
    }

    private Command Ended()
    {
        var restartable = new Option<bool>("--restartable")
        {
            Description = "Ignored; units that were generated by an earlier version have it",
            Hidden = true,
        };
        var unneeded = new Option<bool>(HelperOptions.Unneeded)
        {
            Description = "Only if the container does not run, nor is about to",
        };
        var command = new Command(HelperCommands.Ended, "As ExecStopPost= of a container, have its network stopped")
        {
            Name,
            restartable,
            unneeded,
        };
        command.SetAction(result =>
            Guard(
                result,
                (container, log) =>
                {
                    if (result.GetValue(unneeded))
                    {
                        EndedCommand.RunIfUnneeded(container);
                    }
                    else
                    {
                        EndedCommand.Run(container, log);
                    }

                    return 0;
                }
            )
        );
        return command;
    }

    private Command UnlessActive()
    {
        var command = new Command(
            HelperCommands.UnlessActive,
            "As ExecCondition= of a network, fail if there is nothing to do, as the container's unit is active"
        )
        {
            Name,
        };
        command.SetAction(result =>
            Guard(result, (container, log) => ContainerUnits.IsActive(container, log) ? ExitStatus.Failed : 0)
        );
        return command;
    }

    /// <summary>Checks the name of the container.</summary>
    private int Guard(ParseResult result, Func<ContainerName, Log, int> run) =>
        ContainerName.TryParse(result.GetRequiredValue(Name), out var container, out var error)
            ? Guard(SystemUnits.Container(container), log => run(container, log))
            : Guard(null, _ => throw new UsageException(error));

    /// <summary>Turns what went wrong into one line and an exit status.</summary>
    /// <param name="unit">The one whose status is to show it.</param>
    private int Guard(string? unit, Func<Log, int> run)
    {
        var log = new Log(Program, unit, print);
        try
        {
            return run(log);
        }
        catch (UsageException e)
        {
            log.Error(e.Message);
            return ExitStatus.WrongUsage;
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            log.Error(e.Message);
            return ExitStatus.Failed;
        }
        finally
        {
            log.Flush();
        }
    }
}
