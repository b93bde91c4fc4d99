// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.Supervisor;

/// <summary>What root says of the container to its user.</summary>
internal static class AttachedContainer
{
    /// <returns>Its addresses, as one line for people.</returns>
    /// <exception cref="HostException">It is not attached; says why, as far as that is known.</exception>
    public static string Addresses(ContainerName name) =>
        File.Exists(StatePaths.File(name, StatePaths.Status))
        && OptionalFile.Read(StatePaths.File(name, StatePaths.Addresses)) is { } text
            ? Encoding.UTF8.GetString(text)
            : throw new HostException($"container {name} is not attached{WhyNot(name)}");

    private static string WhyNot(ContainerName name)
    {
        var unit = SystemUnits.Network(name);
        try
        {
            using var system = ServiceManager.OfSystemForUsers();
            if (system.ActiveState(unit) != "failed")
            {
                return $"; 'systemctl restart {unit}' attaches it";
            }

            if (system.StatusText(unit) is { Length: > 0 } reason)
            {
                return $": {reason}";
            }
        }
        catch (HostException)
        {
            // The container is not attached in any case.
        }

        return $"; 'systemctl status {unit}' says why";
    }
}
