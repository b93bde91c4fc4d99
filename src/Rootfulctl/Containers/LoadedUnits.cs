// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>What the generators wrote when systemd last ran them.</summary>
internal static class LoadedUnits
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <param name="uid">Whose directory it is; null for the system's.</param>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="HostException">It cannot be read.</exception>
    public static string? Read(string path, uint? uid)
    {
        if (uid is null)
        {
            return OptionalFile.Read(path) is { } content ? System.Text.Encoding.UTF8.GetString(content) : null;
        }

        if (!Caller.MayActAs(uid.Value))
        {
            throw new HostException($"{path} is another user's; only root may look there");
        }

        using var child = UserChild.Start(uid.Value, UserTask.Text, path);
        var text =
            child.Output(Limit)
            ?? throw new HostException($"{path} could not be read: what belongs to uid {uid} did not answer in time");
        return text.Length > 0 ? text : null;
    }
}
