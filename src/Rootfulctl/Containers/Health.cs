// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>What is known of the health of containers.</summary>
internal static class Health
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Of running containers with a health check, of several users: one process as each of them, all at once. Users whose things
    /// do not answer are left out, and who is not root sees the own ones.
    /// </summary>
    public static Dictionary<ContainerName, ContainerHealth> ReadAll(IEnumerable<ListedContainer> containers)
    {
        var health = new Dictionary<ContainerName, ContainerHealth>();
        var children = containers
            .Where(c => c.Uid is { } uid && Caller.MayActAs(uid))
            .GroupBy(c => c.Uid!.Value)
            .Select(g =>
                (
                    Names: g.Select(c => c.Name).ToList(),
                    Child: UserChild.Start(g.Key, [UserTask.Health, .. g.SelectMany(Words)])
                )
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
                    if (logs.TryGetValue(name.ToString(), out var log))
                    {
                        health[name] = ContainerHealth.Parse(log) ?? ContainerHealth.Starting;
                    }
                }
            }
        }

        return health;
    }

    // For the events' logger podman keeps the log where it does by default as well.
    private static string[] Words(ListedContainer container) =>
        [
            container.Name.ToString(),
            container.Definition?.Container?.Settings["health.log_destination"]?.Text
                is { } other
                    and not ("local" or "events_logger")
                ? other
                : "",
        ];
}
