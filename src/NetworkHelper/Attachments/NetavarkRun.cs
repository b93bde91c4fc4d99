// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using RootfulContainers.NetworkHelper.Netavark;
using RootfulContainers.NetworkHelper.Networks;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>What netavark makes: interfaces, firewall, names.</summary>
internal static class NetavarkRun
{
    public static void SetUp(SetupContext context)
    {
        var (state, attached, netns) = (context.State, context.Attached, context.NetworkNamespace);
        if (attached.Any(a => a.Network.HasHostEnds && a.Network.MayHave(AddressFamily.InterNetworkV6)))
        {
            new RouterAdvertisements(context.Log).KeepHeeding();
        }

        PinnedNamespace.Remove(state);
        var path = NamespacePath.Lent(state, netns);
        if (attached.Any(a => a.Network.NeedsPinnedNamespace))
        {
            PinnedNamespace.Pin(state, netns);
            path = NamespacePath.Pinned(state);
        }

        try
        {
            // netavark has systemd start aardvark-dns.
            ServiceManager.OverReexecutions(
                () =>
                    context.Answer = new GuardedSetup(context.Netavark, context.AntiSpoofing, state, attached).Run(
                        path,
                        context.Request
                    ),
                e =>
                {
                    context.Log.Notice($"{e.Message}; systemd executed itself anew meanwhile, so this is tried again");
                    TakeOff(context, context.Request);
                }
            );
        }
        catch (HostException e)
            when (NameServerPort.Explain(e.Message, context.Options.Name, context.Conf) is { } explanation)
        {
            throw new HostException($"{explanation} ({e.Message})", e);
        }

        if (SentRequest.Mappings(context.Request).Count > 0)
        {
            // Where frames on a bridge pass the firewall (br_netfilter), a packet of the container's to its own published port is
            // turned round on the bridge itself, and has to leave by the port that it came in by.
            HostInterfaces.SendBackTo(HostInterfaces.Load(state));
        }
    }

    /// <exception cref="NetavarkInterruptedException">netavark has not done what it can.</exception>
    public static void TearDown(TeardownContext context)
    {
        var state = context.State;
        if (state.Read(StatePaths.NetavarkRequest) is { } request)
        {
            var (netavark, turn) = Prepare();
            using (turn)
            {
                TearDown(new NetavarkTeardown(netavark, state), request, context.Log);
            }

            // As long as the request is there, nobody else publishes these ports.
            UdpFlows.ForgetAllBut(SentRequest.Mappings(request), []);
        }
        else if (state.Has(StatePaths.Interfaces) || PinnedNamespace.IsPinned(state))
        {
            // Somebody removed the request, or everything: a mount stays where "rm -r" removes all else.
            throw new HostException(TeardownContext.Lost(context.Name));
        }
    }

    /// <summary>Undoes it for a container that gets it again at once.</summary>
    public static void TakeOff(SetupContext context, byte[] request)
    {
        try
        {
            new NetavarkTeardown(context.Netavark, context.State).Run(request);
        }
        catch (HostException)
        {
            // Rules that somebody flushed cannot be removed; what follows makes them again.
        }

        HostInterfaces.RemoveSaved(context.State);
    }

    /// <summary>What keeps netavark from running at all leaves what it made, and that must stay known.</summary>
    private static (NetavarkProgram Netavark, Descriptor Turn) Prepare()
    {
        try
        {
            return (new NetavarkProgram(ContainersConf.Load()), NetavarkLock.Acquire());
        }
        catch (Exception e) when (HostException.IsFailureOutside(e))
        {
            throw new NetavarkInterruptedException(e.Message, tookTooLong: false);
        }
    }

    private static void TearDown(NetavarkTeardown teardown, byte[] request, Log log, bool isRepeated = false)
    {
        try
        {
            teardown.Run(request);
        }
        catch (NetavarkInterruptedException e) when (!e.TookTooLong && !isRepeated)
        {
            log.Warning($"{e.Message}; it is run again");
            TearDown(teardown, request, log, isRepeated: true);
        }
        catch (Exception e) when (HostException.IsFailureOutside(e) && e is ErrnoException or not HostException)
        {
            throw new NetavarkInterruptedException(e.Message, tookTooLong: false);
        }
        catch (HostException e) when (e is not NetavarkInterruptedException && IsMachineGoingDown())
        {
            // aardvark-dns ends at once then, and netavark cannot restart it. Nothing of this outlives a reboot, unless it is
            // of user space alone.
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
            return ServiceManager.WithSystem(system => system.IsStopping && !system.IsSoftRebooting);
        }
        catch (HostException)
        {
            return false;
        }
    }
}
