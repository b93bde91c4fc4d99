// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// Which container publishes a port, from the state directories: a container that was attached manually has no service
/// manager to keep its ports bound, and an error should name who has the port.
/// </summary>
internal static class PortHolders
{
    /// <returns>Another container that publishes one of the ports; null when there is none.</returns>
    public static ContainerName? Find(PortMapping wanted, ContainerName self)
    {
        foreach (var directory in Directory.EnumerateDirectories(StatePaths.Base))
        {
            if (
                ContainerName.TryParse(Path.GetFileName(directory), out var name, out _)
                && name != self
                && OptionalFile.Read(Path.Join(directory, StatePaths.NetavarkRequest)) is { } request
                && SentRequest.Mappings(request).Any(m => m.Overlaps(wanted))
            )
            {
                return name;
            }
        }

        return null;
    }
}
