// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Definitions.Kinds.Containers;

/// <summary>What makes <c>rootful-container@NAME.service</c> one that is up when its container has ended well.</summary>
internal static class JobSettings
{
    public static void Add(UnitSection service, ContainerDefinition definition, string helper)
    {
        service.Add("Type", "oneshot");
        if (definition.Restart is { Text: not "no" })
        {
            // What waits for the job waits until it is not tried again.
            service.Add("RestartMode", "direct");
        }

        if (definition.Remains is { IsTrue: true })
        {
            // The unit does not stop, so ExecStopPost= does not run.
            service
                .Add("RemainAfterExit", "yes")
                .Add(
                    "ExecStartPost",
                    "+" + new CommandLine(helper).Add([HelperCommands.Ended, definition.Name.ToString()])
                );
        }
    }
}
