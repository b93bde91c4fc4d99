// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>Limits that the user's service manager is not allowed to set, and passes over without a word.</summary>
internal static class Delegation
{
    public static readonly ContainerCheck Check = new(
        "delegation",
        "the controllers of its limits are delegated to its user",
        Find
    );

    private const string File = "/etc/systemd/system/user@.service.d/delegate.conf";

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (
            container.Definition is not { } definition
            || container.Listed.Uid is not { } uid
            || UserControlGroup.Controllers(uid) is not { } delegated
        )
        {
            return [];
        }

        return definition
            .Settings.Where(s => s.Key.Controller is { } c && !delegated.Contains(c, StringComparer.Ordinal))
            .GroupBy(s => s.Key.Controller!, s => s.Key.Name, StringComparer.Ordinal)
            .Select(missing =>
                Finding.Warning(
                    $"{string.Join(", ", missing)} has no effect: controller {missing.Key} is not delegated to {SystemUnits.UserManager(uid)}",
                    "the container is not limited",
                    $"mkdir -p {Path.GetDirectoryName(File)} && printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n' >{File} && "
                        + $"systemctl daemon-reload; it holds once {SystemUnits.UserManager(uid)} is started anew, at the next boot for instance"
                )
            );
    }
}
