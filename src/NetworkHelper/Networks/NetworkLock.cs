// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Networks;

/// <summary>
/// Keeps the networks as they are while a container reads them and notes itself as their user: one that is recreated just
/// then would be attached to as it was before.
/// </summary>
internal static class NetworkLock
{
    // Nobody holds it for longer than it takes root's podman to make a network.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>For whoever uses networks; any number at a time.</summary>
    public static Descriptor AcquireForUse() => Acquire(isShared: true);

    /// <summary>For whoever changes a network.</summary>
    public static Descriptor AcquireForChange() => Acquire(isShared: false);

    private static Descriptor Acquire(bool isShared)
    {
        StateDirectory.MakeBase();
        return RuntimeLock.Acquire(StatePaths.NetworksLock, Limit, isShared);
    }
}
