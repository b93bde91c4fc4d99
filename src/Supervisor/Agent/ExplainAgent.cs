// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// Says what an admin would look for once the container has ended: what its health check said, and the last lines that it printed. What the
/// user may not read, or is kept elsewhere, is left out.
/// </summary>
internal static class ExplainAgent
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="argument">Since when, in microseconds of the clock.</param>
    public static void Run(ContainerName name, UserAccount user, string argument, AgentOutput output)
    {
        if (HealthLog.LastFailure(user, name) is { } failure)
        {
            output.Say(AgentMessage.Unhealthy, failure);
        }

        var since = Since(argument);
        var printed = Last();
        if (printed.Length == 0)
        {
            // The journal takes in what it gets in its own time, and only root can wait for that.
            Thread.Sleep(Pause);
            printed = Last();
        }

        if (printed.Length > 0)
        {
            output.Say(AgentMessage.Printed, printed);
        }

        output.Say(AgentMessage.Done);

        string Last() => JournalMessages.Last(since, UserJournal.OfContainer(name, user.Uid));
    }

    public static string Argument(DateTimeOffset since) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{UserAgent.Explain}{(since - DateTimeOffset.UnixEpoch).TotalMicroseconds:0}"
        );

    private static DateTimeOffset Since(string argument) =>
        DateTimeOffset.UnixEpoch.AddMicroseconds(
            double.Parse(argument[UserAgent.Explain.Length..], CultureInfo.InvariantCulture)
        );
}
