// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using System.Text.Json;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.Platform.Containers;

/// <summary>The result of one health check.</summary>
internal sealed record HealthResult(string Start, int ExitCode, string Output);

/// <summary>What podman keeps of the health checks of a container.</summary>
/// <param name="Results">The last one last.</param>
internal sealed record ContainerHealth(string Status, int FailingStreak, IReadOnlyList<HealthResult> Results)
{
    // By default five results of 500 characters.
    private const int LongestLog = 1 << 20;

    /// <summary>Before the first check there is no log.</summary>
    public static readonly ContainerHealth Starting = new("starting", 0, []);

    /// <summary>The log, read by a process of the user's.</summary>
    /// <param name="directory">Where health.log_destination says that it is; null for where podman keeps it by default.</param>
    /// <returns>Null when there is none yet.</returns>
    /// <exception cref="HostException">It cannot be read.</exception>
    /// <exception cref="IOException">It cannot be read, or is not in that directory.</exception>
    public static string? ReadLog(UserAccount user, ContainerName name, string? directory = null)
    {
        var id = ContainerClaim.Read(user, name).Id;
        if (directory is not null)
        {
            // To podman that is relative to where its unit runs.
            return Encoding.UTF8.GetString(
                NativeFile.Read(Path.Combine(user.Home, directory, $"{id}-healthcheck.log"), LongestLog)
            );
        }

        using var runtime = RuntimeDirectory.Open(user.Uid);
        var file = $"containers/overlay-containers/{id}/healthcheck.log";
        using var log = runtime.TryOpen(file, O_RDONLY | O_NONBLOCK);
        return log is null ? null : Encoding.UTF8.GetString(log.ReadAll(LongestLog, file));
    }

    /// <returns>Null when that is no health log.</returns>
    public static ContainerHealth? Parse(string log)
    {
        try
        {
            using var json = JsonDocument.Parse(log);
            return new ContainerHealth(
                PrintableText.Of(json.RootElement.GetProperty(nameof(Status)).GetString() ?? "", 20),
                json.RootElement.GetProperty(nameof(FailingStreak)).GetInt32(),
                [
                    .. json
                        .RootElement.GetProperty("Log")
                        .EnumerateArray()
                        .Select(r => new HealthResult(
                            r.GetProperty("Start").GetString() ?? "",
                            r.GetProperty("ExitCode").GetInt32(),
                            (r.GetProperty("Output").GetString() ?? "").Trim()
                        )),
                ]
            );
        }
        // A text that is half written, or something else altogether.
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
