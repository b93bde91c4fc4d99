// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// netavark's teardown. Where the host's ends of the interfaces are known they are removed first, and the container's ends with
/// them: then nothing is left to do in the container's namespace, which may be gone, and is its user's to change.
/// </summary>
internal sealed class NetavarkTeardown(NetavarkProgram netavark, StateDirectory state)
{
    /// <param name="request">The one that was sent, whatever netavark did of it.</param>
    public void Run(byte[] request)
    {
        if (PinnedNamespace.IsPinned(state))
        {
            netavark.Teardown(NamespacePath.Pinned(state), request);
            return;
        }

        if (!state.Has(StatePaths.Interfaces))
        {
            // A setup that was cut short: whether netavark made any, only the container's namespace can tell.
            using var container = ContainerRecord.Load(state)?.OpenRunning();
            if (container is not null)
            {
                netavark.Teardown(NamespacePath.Lent(state, container.NetworkNamespace), request);
                return;
            }
        }

        var removal = new InterfaceRemoval(HostInterfaces.Load(state));
        try
        {
            removal.AwaitUnlisted();
            using var empty = EmptyNamespace.Make([.. SentRequest.Attachments(request).Select(a => a.Interface)]);
            netavark.Teardown(NamespacePath.Lent(state, empty), NetavarkRequest.WithoutRoutes(request));
        }
        finally
        {
            removal.AwaitEnd();
        }
    }

    /// <summary>
    /// Takes down what is no longer complete, or never was. netavark stops at the first rule that is missing, and leaves others;
    /// complete again all of them can be taken down.
    /// </summary>
    public void CompleteAndRun(byte[] request)
    {
        PinnedNamespace.Remove(state);
        try
        {
            CompleteAndRunOnce(request);
        }
        catch (HostException e) when (e is not NetavarkInterruptedException)
        {
            // A network that cannot be made keeps netavark from the others; versions since 2.0 leave these half taken down.
            foreach (var part in NetavarkRequest.ForEachNetwork(request))
            {
                TryToCompleteAndRun(part);
            }

            RemoveUnusedBridges(request);
            throw;
        }
    }

    /// <summary>As netavark does with the last container of a network, when it comes to that.</summary>
    private static void RemoveUnusedBridges(byte[] request)
    {
        using var netlink = new RouteNetlink();
        foreach (var attached in SentRequest.Attachments(request).Where(a => a.Network.IsBridgeOfNetavark))
        {
            netlink.RemoveUnusedBridge(attached.Network.Bridge);
        }
    }

    private void CompleteAndRunOnce(byte[] request) =>
        // netavark has systemd start aardvark-dns here as well.
        ServiceManager.OverReexecutions(
            () =>
            {
                using var empty = EmptyNamespace.Make([]);
                netavark.CompleteAndTeardown(NamespacePath.Lent(state, empty), request);
            },
            _ => { }
        );

    private void TryToCompleteAndRun(byte[] request)
    {
        try
        {
            CompleteAndRunOnce(request);
        }
        catch (HostException e) when (e is not NetavarkInterruptedException)
        {
            // What stands in its way was told for all of them.
        }
    }
}
