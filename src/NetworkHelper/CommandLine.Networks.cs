// SPDX-License-Identifier: BSD-2-Clause
using System.CommandLine;
using RootfulContainers.NetworkHelper.Commands;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.RootfulPodman;

namespace RootfulContainers.NetworkHelper;

/// <summary>The words about networks themselves.</summary>
internal sealed partial class CommandLine
{
    private static readonly Argument<string> NetworkName = new("NAME") { Description = "name of the network" };

    private static Option<string[]> GlobalArguments() =>
        new(HelperOptions.GlobalArgument)
        {
            Description = "argument of podman before the subcommand",
            HelpName = "ARGUMENT",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };

    private Command CreateNetwork()
    {
        var definition = new Option<string>(HelperOptions.Definition)
        {
            Description = "what the network is compared by; set by the generated units",
            HelpName = "FINGERPRINT",
            Required = true,
        };
        var global = GlobalArguments();
        var create = new Argument<string[]>("ARGUMENT")
        {
            Description = "argument of podman network create",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new Command(
            HelperCommands.CreateNetwork,
            "Create the network, or recreate it when it is not in use"
        )
        {
            NetworkName,
            definition,
            global,
            create,
        };
        command.SetAction(result =>
            OnNetwork(
                result,
                global,
                network => network.Create(result.GetRequiredValue(definition), result.GetValue(create) ?? [])
            )
        );
        return command;
    }

    private Command RemoveNetwork()
    {
        var global = GlobalArguments();
        var command = new Command(HelperCommands.RemoveNetwork, "Remove the network unless somebody uses it")
        {
            NetworkName,
            global,
        };
        command.SetAction(result => OnNetwork(result, global, network => network.Remove()));
        return command;
    }

    private int OnNetwork(ParseResult result, Option<string[]> global, Action<NetworkCommand> run)
    {
        var name = result.GetRequiredValue(NetworkName);
        return NetworkAttachment.CheckName(name) is { } error
            ? Guard(null, _ => throw new UsageException(error))
            : Guard(
                SystemUnits.PodmanNetwork(name),
                log =>
                {
                    var networks = new NetworkCatalog(ContainersConf.Load().NetworkDirectory);
                    run(new NetworkCommand(name, result.GetValue(global) ?? [], networks, log));
                    return 0;
                }
            );
    }
}
