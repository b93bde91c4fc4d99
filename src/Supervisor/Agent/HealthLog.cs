// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Text;
using System.Text.Json;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Supervisor.Agent;

/// <summary>
/// The results of a container's health check, where podman keeps them by default. Of what is kept elsewhere nothing is said:
/// podman itself cannot be asked from the supervisor's sandbox.
/// </summary>
internal static class HealthLog
{
    // By default five results of 500 characters.
    private const int LongestLog = 1 << 20;
    private const int LongestOutput = 240;

    /// <summary>What the last check said, if it failed; else null.</summary>
    public static string? LastFailure(UserAccount user, ContainerName name)
    {
        try
        {
            using var runtime = RuntimeDirectory.Open(user.Uid);
            var file = $"containers/overlay-containers/{ContainerClaim.Read(user, name).Id}/healthcheck.log";
            using var log = runtime.TryOpen(file, O_RDONLY | O_NONBLOCK);
            return log is null ? null : Failure(log.ReadAll(LongestLog, file));
        }
        catch (HostException)
        {
            return null;
        }
    }

    /// <summary>The same, of the file's text.</summary>
    public static string? Failure(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var results = document.RootElement.GetProperty("Log");
            var last = results[results.GetArrayLength() - 1];
            // What the check exits with is 1 to podman, whatever it was.
            if (last.GetProperty("ExitCode").GetInt32() == 0)
            {
                return null;
            }

            var text = new StringBuilder("its health check failed");
            if (document.RootElement.GetProperty("FailingStreak").GetInt32() is > 1 and var failures)
            {
                text.Append(CultureInfo.InvariantCulture, $" {failures} times, the last time");
            }

            var output = (last.GetProperty("Output").GetString() ?? "").Trim();
            return (
                output.Length == 0 ? text : text.Append(": ").Append(PrintableText.Of(output, LongestOutput))
            ).ToString();
        }
        // An array without results, a text that is half written, or something else altogether.
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or IndexOutOfRangeException
                        or FormatException
            )
        {
            return null;
        }
    }
}
