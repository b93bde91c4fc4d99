// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>What a <see cref="UserAgent"/> does, as the user.</summary>
internal static class AgentProgram
{
    /// <summary>Whether these are the arguments of one.</summary>
    public static bool IsMeant(IReadOnlyList<string> arguments) =>
        arguments
            is [UserAgent.Initialize]
                or [UserAgent.Inspect or UserAgent.Remove or UserAgent.RemoveContainer or UserAgent.Start]
                or [UserAgent.Discard or UserAgent.End or UserAgent.EndByStop or UserAgent.EndByFailure]
        || (arguments is [var explain] && explain.StartsWith(UserAgent.Explain, StringComparison.Ordinal))
        || (
            arguments is [UserAgent.Initialize, var option]
            && option.StartsWith(UserAgent.DefinitionOption, StringComparison.Ordinal)
        );

    /// <summary>Whether it runs programs, and not only asks the user's service manager.</summary>
    public static bool RunsPrograms(IReadOnlyList<string> arguments) => arguments is [UserAgent.Inspect];

    /// <param name="namespaceFirst">Whether the network namespace is there before the container.</param>
    public static void Run(ContainerName name, UserAccount user, bool namespaceFirst, IReadOnlyList<string> arguments)
    {
        ParentProcess.EndWithIt();
        using var output = new AgentOutput();
        try
        {
            switch (arguments[0])
            {
                case UserAgent.Initialize:
                    var definition = arguments.Count > 1 ? arguments[1][UserAgent.DefinitionOption.Length..] : null;
                    using (var agent = new InitializeAgent(name, user, definition, namespaceFirst, output))
                    {
                        agent.Run();
                    }

                    break;
                case UserAgent.Inspect:
                    InspectAgent.Run(name, user, output);
                    break;
                case UserAgent.Remove or UserAgent.RemoveContainer:
                    RemoveAgent.Run(name, user, keepNamespace: arguments[0] == UserAgent.RemoveContainer, output);
                    break;
                case UserAgent.Start:
                    StartAgent.Run(name, user, namespaceFirst, output);
                    break;
                case UserAgent.Discard:
                    NotifySocket.Of(new Descriptor(0)).Discard();
                    break;
                case var argument when argument.StartsWith(UserAgent.Explain, StringComparison.Ordinal):
                    ExplainAgent.Run(name, user, argument, output);
                    break;
                default:
                    EndAgent.Run(name, user, namespaceFirst, arguments[0], output);
                    break;
            }
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            output.Say(e is NoAnswerException ? AgentMessage.Unanswered : AgentMessage.Error, e.Message);
        }
    }
}
