// SPDX-License-Identifier: BSD-2-Clause
namespace RootfulContainers.Platform.State;

/// <summary>
/// Since when a container is attached, and could be started: whoever has done so, nothing of it is older. Everybody may ask, without a lock.
/// </summary>
internal static class AttachmentTime
{
    /// <returns>Null when it is not attached.</returns>
    public static DateTimeOffset? Of(ContainerName name, string parentPath = StatePaths.Base)
    {
        var time = File.GetLastWriteTimeUtc($"{parentPath}/{name}/{StatePaths.Status}");
        // What the framework says of a file that is not there.
        return time.Year > 1601 ? new DateTimeOffset(time) : null;
    }
}
