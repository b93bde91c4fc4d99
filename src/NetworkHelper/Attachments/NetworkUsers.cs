// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>A container of a user that is on a network, or is about to be.</summary>
/// <param name="Owner">Null when its state does not say whose it is.</param>
internal sealed record NetworkUser(ContainerName Container, string? Owner)
{
    public override string ToString() => Owner is null ? $"{Container}" : $"{Container} (user {Owner})";
}

/// <summary>
/// The containers of users on a network, from the state directories: podman of root knows none of them, and would remove
/// their network.
/// </summary>
internal static class NetworkUsers
{
    public static IReadOnlyList<NetworkUser> Find(string network, string parentPath = StatePaths.Base)
    {
        var users = new List<NetworkUser>();
        foreach (var directory in Directory.EnumerateDirectories(parentPath).Order(StringComparer.Ordinal))
        {
            if (
                ContainerName.TryParse(Path.GetFileName(directory), out var name, out _)
                && Networks(directory).Contains(network, StringComparer.Ordinal)
            )
            {
                users.Add(new NetworkUser(name, Owner(directory)));
            }
        }

        return users;
    }

    /// <summary>Those that the container is attached to, and those that it is about to be.</summary>
    private static IEnumerable<string> Networks(string directory) =>
        [
            .. OptionalFile.Read(Path.Join(directory, StatePaths.NetavarkRequest)) is { } request
                ? SentRequest.Networks(request)
                : [],
            .. OptionalFile.Read(Path.Join(directory, StatePaths.Networks)) is { } names
                ? System.Text.Encoding.UTF8.GetString(names).Split('\n')
                : [],
        ];

    private static string? Owner(string directory)
    {
        if (OptionalFile.Read(Path.Join(directory, StatePaths.Container)) is not { } record)
        {
            return null;
        }

        var uid = ContainerRecord.Parse(record, directory).Uid.ToString(CultureInfo.InvariantCulture);
        try
        {
            return UserAccount.Find(uid).Name;
        }
        catch (HostException)
        {
            // A user who was removed while the container runs.
            return uid;
        }
    }
}
