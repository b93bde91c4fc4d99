// SPDX-License-Identifier: BSD-2-Clause
using System.Text.Json;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>The result of one health check.</summary>
internal sealed record HealthResult(string Start, int ExitCode, string Output);

/// <summary>What podman keeps of the health checks of a container.</summary>
/// <param name="Results">The last one last.</param>
internal sealed record Health(string Status, int FailingStreak, IReadOnlyList<HealthResult> Results)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Before the first check there is no log.</summary>
    public static readonly Health Starting = new("starting", 0, []);

    /// <returns>Null when that is no health log.</returns>
    public static Health? Parse(string log)
    {
        try
        {
            using var json = JsonDocument.Parse(log);
            return new Health(
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
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    /// <summary>
    /// Of running containers with a health check, of several users: one process as each of them, all at once. Users whose things
    /// do not answer are left out, and who is not root sees the own ones.
    /// </summary>
    public static Dictionary<ContainerName, Health> ReadAll(IEnumerable<(uint Uid, ContainerName Name)> containers)
    {
        var health = new Dictionary<ContainerName, Health>();
        var children = containers
            .GroupBy(c => c.Uid, c => c.Name)
            .Where(g => Caller.MayActAs(g.Key))
            .Select(g =>
                (Names: g.ToList(), Child: UserChild.Start(g.Key, [UserTask.Health, .. g.Select(n => n.ToString())]))
            )
            .ToList();
        UserChild.Await(children.Select(c => c.Child), Limit);
        foreach (var (names, child) in children)
        {
            using (child)
            {
                if (child.Said is not { } output)
                {
                    continue;
                }

                var logs = output
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                    .Select(line => line.Split(' ', 2))
                    .Where(words => words.Length == 2)
                    .GroupBy(words => words[0], words => words[1], StringComparer.Ordinal)
                    .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
                foreach (var name in names)
                {
                    // Podman makes the file before it has something to write.
                    health[name] = logs.TryGetValue(name.ToString(), out var log) ? Parse(log) ?? Starting : Starting;
                }
            }
        }

        return health;
    }
}
