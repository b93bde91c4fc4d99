// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.RootfulPodman;

/// <summary>The one place that runs podman of root.</summary>
internal static class Podman
{
    // It waits for its own locks, which other runs of podman may hold; others wait for the networks that are locked meanwhile.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="HostException">It is not installed, or did not end in time.</exception>
    public static ChildResult Run(IReadOnlyList<string> arguments) =>
        ChildProcess.Run(ProgramFile.Find("podman"), arguments, Limit)
        ?? throw new HostException(
            $"podman {string.Join(' ', arguments)} did not end within {Limit.TotalSeconds} s and was killed"
        );

    /// <returns>Of the version that is installed the first number; 0 when it does not say.</returns>
    public static int MajorVersion() =>
        ProgramFile.TryFind("podman") is { } podman
        && ChildProcess.Run(podman, ["--version"], Limit) is { Status: 0 } result
            ? MajorVersion(result.OutputText)
            : 0;

    /// <param name="text">"podman version 5.4.2".</param>
    public static int MajorVersion(string text) =>
        int.TryParse(
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Split('.')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;
}
