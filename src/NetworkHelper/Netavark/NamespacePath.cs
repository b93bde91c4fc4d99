// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Netavark;

/// <summary>
/// The path that netavark is given for a network namespace. It begins with the container's state directory in any case: by that an
/// orphaned netavark is known.
/// </summary>
internal static class NamespacePath
{
    /// <summary>Where a namespace is pinned.</summary>
    public static string Pinned(StateDirectory state) => $"{state.Path}/{StatePaths.NetworkNamespace}";

    /// <summary>
    /// For a namespace that this program holds open meanwhile. Not <c>/proc/PID/ns/net</c>, which may be another process's by
    /// then, and not a descriptor that netavark inherits: aardvark-dns, which it starts, would keep the namespace for ever.
    /// </summary>
    public static string Lent(StateDirectory state, Descriptor netns) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{state.Path}/../../../proc/{Environment.ProcessId}/fd/{netns.Value}"
        );

    /// <summary>Whether a path that netavark was given is one of the container with that state directory.</summary>
    public static bool IsOf(string directory, string path) =>
        path.StartsWith($"{directory}/", StringComparison.Ordinal);
}
