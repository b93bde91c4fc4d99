// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.NetworkHelper.AntiSpoof;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.NetworkHelper.RootfulPodman;
using RootfulContainers.Platform;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>
/// Takes a container off its networks. Needs only the state directory, tolerates what is already gone, goes on after an
/// error and reports every one: whatever stays attached would block the container's next start.
/// </summary>
internal sealed class Detachment(ContainerName name, Log log)
{
    private readonly List<string> _errors = [];

    /// <summary>Detaches, stops the user's units and removes the state directory.</summary>
    /// <param name="cause">Why, when it is for a setup that failed.</param>
    /// <returns>What went wrong; empty when nothing is left.</returns>
    public IReadOnlyList<string> Run(StateDirectory state, Exception? cause = null)
    {
        var record = Try(() => ContainerRecord.Load(state));
        DetachNetworks(state);
        if (record is not null)
        {
            // After the detach: the container's removal takes its network namespace along.
            Try(() => InitializedContainer.Stop(name, record.Uid, cause is NoAnswerException));
        }

        // What netavark did not come to stays on record: the next teardown or setup goes on from there.
        if (!state.Has(StatePaths.NetavarkRequest))
        {
            Try(state.Remove);
        }

        return _errors;
    }

    /// <summary>What to say when somebody removed the record of what was attached.</summary>
    public static string Lost(ContainerName name) =>
        $"{StatePaths.Directory(name)} was removed while {name} was attached: its rules and its container stay until "
        + $"'systemctl start rootful-container@{name}' takes them over";

    /// <summary>
    /// Only the network part; the state directory stays for the next attach. In it netavark's request, when netavark
    /// was stopped on its way.
    /// </summary>
    public IReadOnlyList<string> DetachNetworks(StateDirectory state)
    {
        var wasCutShort = !state.Has(StatePaths.Status);
        // First, so that rootful-start@ refuses to run from here on.
        Try(() => state.Delete(StatePaths.Status));
        if (Try(() => state.Read(StatePaths.NetavarkRequest)) is { } request)
        {
            if (wasCutShort)
            {
                OrphanedNetavark.Await(state);
            }

            if (!Teardown(state, request))
            {
                return _errors;
            }
        }
        else if (state.Has(StatePaths.Interfaces) || PinnedNamespace.IsPinned(state))
        {
            // Somebody removed the request, or everything: a mount stays where "rm -r" removes all else.
            _errors.Add(Lost(name));
        }

        Try(() => HostInterfaces.RemoveSaved(state));
        // Only now has the container no interface left to send with.
        Try(() => AntiSpoofing.Remove(name));
        Try(() => PinnedNamespace.Remove(state));
        Try(() => Addresses.Release(name));
        Try(() => Addresses.ReleaseReservations(name));
        Try(() => state.Delete(StatePaths.NetavarkRequest));
        return _errors;
    }

    /// <returns>Whether netavark has done what it can.</returns>
    private bool Teardown(StateDirectory state, byte[] request)
    {
        try
        {
            var netavark = new NetavarkProgram(ContainersConf.Load());
            using (NetavarkLock.Acquire())
            {
                Teardown(new NetavarkTeardown(netavark, state), request);
            }

            // As long as the request is there, nobody else publishes these ports.
            UdpFlows.ForgetAllBut(NetavarkRequest.Mappings(request), []);
        }
        catch (NetavarkInterruptedException e)
        {
            _errors.Add($"{e.Message}; the next start of {name}, or 'network-helper teardown {name}', tries again");
            return false;
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            _errors.Add(e.Message);
        }

        return true;
    }

    private void Teardown(NetavarkTeardown teardown, byte[] request, bool isRepeated = false)
    {
        try
        {
            teardown.Run(request);
        }
        catch (NetavarkInterruptedException e) when (!e.TookTooLong && !isRepeated)
        {
            log.Warning($"{e.Message}; it is run again");
            Teardown(teardown, request, isRepeated: true);
        }
        catch (HostException e) when (e is not NetavarkInterruptedException && IsMachineGoingDown())
        {
            // aardvark-dns ends at once then, and netavark cannot start it anew. Nothing of this outlives a reboot.
            log.Notice($"{e.Message}; left like that, as the machine is going down");
        }
        catch (HostException e) when (e is not NetavarkInterruptedException)
        {
            // Of an attach or detach that was cut short, or somebody flushed the rules.
            log.Warning($"{e.Message}; the network is completed and taken down again");
            teardown.CompleteAndRun(request);
        }
    }

    private static bool IsMachineGoingDown()
    {
        try
        {
            using var system = ServiceManager.OfSystem();
            return system.IsStopping;
        }
        catch (HostException)
        {
            return false;
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
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            _errors.Add(e.Message);
            return null;
        }
    }
}
