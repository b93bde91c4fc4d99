// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// The results of a container's health check, where podman keeps them by default. Of what is kept elsewhere nothing is said:
/// podman itself cannot be asked from the supervisor's sandbox.
/// </summary>
internal static class HealthLog
{
    private const int LongestOutput = 240;

    /// <summary>What the last check said, if it failed; else null.</summary>
    public static string? LastFailure(UserAccount user, ContainerName name)
    {
        try
        {
            return ContainerHealth.ReadLog(user, name) is { } log ? Failure(log) : null;
        }
        catch (HostException)
        {
            return null;
        }
    }

    /// <summary>The same, of the file's text.</summary>
    public static string? Failure(string log)
    {
        // What the check exits with is 1 to podman, whatever it was.
        if (ContainerHealth.Parse(log) is not { Results: [.., { ExitCode: not 0 } last] } health)
        {
            return null;
        }

        var times = health.FailingStreak > 1 ? $" {health.FailingStreak} times, the last time" : "";
        var output = last.Output.Length > 0 ? $": {PrintableText.Of(last.Output, LongestOutput)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"its health check failed{times}{output}");
    }
}
