// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Containers;

namespace RootfulContainers.NetworkHelper.Containers;

/// <summary>
/// Limits of the container that its user's service manager cannot set: those of controllers that are not delegated to it. It passes over
/// them without a word.
/// </summary>
internal static class Delegation
{
    /// <param name="limits">Settings that the definition has, each with its controller.</param>
    /// <returns>What people should read of it.</returns>
    public static IEnumerable<string> Find(IReadOnlyList<(string Controller, string Setting)> limits, uint uid) =>
        limits.Count > 0 && UserControlGroup.Controllers(uid) is { } delegated ? Find(limits, uid, delegated) : [];

    public static IEnumerable<string> Find(
        IReadOnlyList<(string Controller, string Setting)> limits,
        uint uid,
        IReadOnlyList<string> delegated
    ) =>
        limits
            .Where(l => !delegated.Contains(l.Controller, StringComparer.Ordinal))
            .GroupBy(l => l.Controller, l => l.Setting, StringComparer.Ordinal)
            .Select(missing =>
                $"without effect: {string.Join(", ", missing)}: controller {missing.Key} is not delegated to user@{uid}.service; "
                + "see [resources] in rootful-containers.toml(5)"
            );
}
