// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Networking;
using RootfulContainers.NetworkHelper.State;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Commands;

/// <summary>
/// Takes a container off its networks. Needs only the state directory, tolerates what is already gone, goes on after an
/// error and reports every one: whatever stays attached would block the container's next start.
/// </summary>
internal sealed class Detachment(ContainerName name, Log log)
{
    private readonly List<string> _errors = [];

    /// <summary>Detaches, stops the user's units and removes the state directory.</summary>
    /// <returns>What went wrong; empty when nothing is left.</returns>
    public IReadOnlyList<string> Run(StateDirectory state)
    {
        var record = Try(() => ContainerRecord.Load(state));
        DetachNetworks(state);
        if (record is not null)
        {
            // After the detach: the container's removal takes its network namespace along.
            Try(() => InitializedContainer.Stop(name, record.Uid));
        }

        Try(state.Remove);
        return _errors;
    }

    /// <summary>Only the network part; the state directory stays for the next attach.</summary>
    public IReadOnlyList<string> DetachNetworks(StateDirectory state)
    {
        var wasAttached = state.Has(StateDirectory.Status);
        // First, so that rootful-start@ refuses to run from here on.
        Try(() => state.Delete(StateDirectory.Status));
        var netns = $"{state.Path}/{StateDirectory.NetworkNamespace}";
        if (Try(() => state.Read(StateDirectory.NetavarkRequest)) is { } request)
        {
            Teardown(netns, request, wasAttached);
        }

        Try(() => HostInterfaces.RemoveSaved(state));
        // Only now has the container no interface left to send with.
        Try(() => AntiSpoofing.Remove(name));
        PinnedNamespace.Unpin(netns);
        Try(() => Addresses.Release(name));
        Try(() => Addresses.ReleaseReservations(name));
        Try(() => state.Delete(StateDirectory.NetworkNamespace));
        Try(() => state.Delete(StateDirectory.NetavarkRequest));
        return _errors;
    }

    private void Teardown(string netns, byte[] request, bool wasAttached)
    {
        try
        {
            var netavark = new Netavark(ContainersConf.Load());
            using var turn = NetavarkLock.Acquire();
            if (!PinnedNamespace.IsPinned(netns))
            {
                // Without a namespace to open netavark leaves the rules and names; an empty one does.
                File.Delete(netns);
                PinnedNamespace.PinNew(netns);
            }

            netavark.Teardown(netns, request);
        }
        catch (HelperException e) when (!wasAttached)
        {
            // It removes all there is, and complains of what an attach or detach that was cut short left it without.
            log.Warning(e.Message);
        }
        catch (Exception e) when (HelperException.IsFailureOutside(e))
        {
            _errors.Add(e.Message);
        }
    }

    private void Try(Action step) =>
        Try<object>(() =>
        {
            step();
            return null;
        });

    private T? Try<T>(Func<T?> step)
        where T : class
    {
        try
        {
            return step();
        }
        catch (Exception e) when (HelperException.IsFailureOutside(e))
        {
            _errors.Add(e.Message);
            return null;
        }
    }
}
