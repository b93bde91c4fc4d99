// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.NetworkHelper.RootfulPodman;

/// <summary>The version of the podman that is installed.</summary>
internal static class PodmanVersion
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <returns>Its first number; 0 when it does not say.</returns>
    public static int Ask() =>
        ProgramFile.TryFind("podman") is { } podman
        && ChildProcess.Run(podman, ["--version"], Limit) is { Status: 0 } result
            ? Parse(result.OutputText)
            : 0;

    /// <param name="text">"podman version 5.4.2".</param>
    public static int Parse(string text) =>
        int.TryParse(
            text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Split('.')[0],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : 0;
}
