// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary><c>teardown</c>: needs nothing but the state directory, so a removed definition is no obstacle.</summary>
internal static class TeardownCommand
{
    /// <returns>What went wrong; empty also when there was nothing to do.</returns>
    public static async Task<IReadOnlyList<string>> Run(ContainerName name, Log log)
    {
        using var state = StateDirectory.Open(name, create: false);
        return state is null ? [] : await new Detachment(name, log).Run(state);
    }
}
