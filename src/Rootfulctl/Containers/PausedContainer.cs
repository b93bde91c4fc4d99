// SPDX-License-Identifier: BSD-2-Clause
using System.Text;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Containers;
using RootfulContainers.Platform.State;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Containers;

/// <summary>What runs and does nothing: <c>podman pause</c>, or somebody who freezes its unit, holds its control group still.</summary>
internal static class PausedContainer
{
    /// <summary>Of one that runs. Neither podman nor the user's service manager is asked.</summary>
    public static bool Is(ContainerState state, uint? uid) =>
        Own(state, uid) is ({ Length: > 0 } id, > 0 and var process)
        && Text($"/proc/{process}/cgroup") is { } groups
        && groups.Split('\n').FirstOrDefault(l => l.StartsWith(Unified, StringComparison.Ordinal)) is { } group
        && UserControlGroup.Roots.Any(root =>
            UnitsOf(group[Unified.Length..])
                .Any(unit =>
                    Text($"{root}{unit}/libpod-payload-{id}/cgroup.events")
                        ?.Contains("frozen 1", StringComparison.Ordinal) == true
                )
        );

    private const string Unified = "0::";

    /// <summary>What root recorded, or what is the caller's own.</summary>
    private static (string? Id, int Process) Own(ContainerState state, uint? uid)
    {
        if (state.Process > 0 || uid is not { } own || own != Caller.Uid)
        {
            return (state.Id, state.Process);
        }

        try
        {
            var claim = ContainerClaim.Read(UserAccount.OfUid(own), state.Name);
            return (claim.Id, claim.Process);
        }
        catch (HostException)
        {
            return default;
        }
    }

    /// <summary>The control groups of its own unit, and of the one beside where that only holds the network namespace.</summary>
    internal static IEnumerable<string> UnitsOf(string controlGroup)
    {
        var parts = controlGroup.Split('/');
        var unit = string.Join('/', parts[..(Array.FindIndex(parts, UserUnits.MayHoldProcesses) + 1)]);
        return [unit, UserUnits.StartBeside(unit)];
    }

    private static string? Text(string path)
    {
        try
        {
            return OptionalFile.Read(path) is { } content ? Encoding.UTF8.GetString(content) : null;
        }
        catch (IOException)
        {
            // It has just ended.
            return null;
        }
    }
}
