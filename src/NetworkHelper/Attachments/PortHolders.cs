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
    public static ContainerName? Find(PortMapping wanted, ContainerName self) => Find([wanted], self)?.Holder;

    /// <returns>The first port that another container publishes; null when there is none.</returns>
    public static (PortMapping Port, ContainerName Holder)? Find(IReadOnlyList<PortMapping> wanted, ContainerName self)
    {
        if (wanted.Count == 0)
        {
            return null;
        }

        foreach (var directory in Directory.EnumerateDirectories(StatePaths.Base))
        {
            if (
                ContainerName.TryParse(Path.GetFileName(directory), out var name, out _)
                && name != self
                && OptionalFile.Read(Path.Join(directory, StatePaths.NetavarkRequest)) is { } request
                && SentRequest.Mappings(request) is var published
                && wanted.FirstOrDefault(w => published.Any(m => m.Overlaps(w))) is { } taken
            )
            {
                return (taken, name);
            }
        }

        return null;
    }
}
