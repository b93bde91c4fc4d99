// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Rootfulctl.Doctor.Containers;

internal static class HealthState
{
    public static readonly ContainerCheck Check = new("health", "its health check succeeds", Find);

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (container.Listed.Health is { Status: "unhealthy" } health)
        {
            yield return Finding.Error(
                $"it is unhealthy: {(health.Results.Count > 0 ? health.Results[^1].Output : "")}".TrimEnd(' ', ':'),
                "the program says itself that it does not work",
                $"rootfulctl logs {container.Name} -n 50"
            );
        }
    }
}
