// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.Platform.Firewall;
using RootfulContainers.Platform.RootfulPodman;
using RootfulContainers.Platform.State;
using RootfulContainers.Platform.Systemd;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>Gets a container its published ports, or says who has them.</summary>
internal static class PortBinding
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Binds the ports, those that were chosen before again. What an earlier attachment holds is let go of where it is in the way.</summary>
    public static void Do(SetupContext context)
    {
        var options = context.Options;
        var earlier = context.Earlier is null ? [] : SentRequest.Mappings(context.Earlier);
        var held = Held(context, earlier);
        var wanted = HostPorts.KeepChosen(options.Publish, earlier).ToList();
        held.MakeWayFor(HostPorts.Groups(wanted));
        try
        {
            context.Ports = Bind(options.Name, wanted, held.Names, context.Conf);
        }
        catch
        {
            held.Restore();
            throw;
        }

        context.Held = held;
    }

    /// <summary>
    /// Through a restart the manager keeps the ports of the earlier run, and passes them to a setup. Of a container that was attached
    /// manually, or whose setup was killed before it had handed them over, it has none. A reload is passed nothing.
    /// </summary>
    private static HeldPorts Held(SetupContext context, IReadOnlyCollection<PortMapping> earlier)
    {
        var stored = ServiceNotification.Stored();
        var isSetupOfUnit = context.Initialized is not null && ServiceNotification.IsExpected;
        return context.Earlier is null ? HeldPorts.Of(stored)
            : isSetupOfUnit ? HeldPorts.Of(earlier, stored)
            : HeldPorts.Of(earlier);
    }

    /// <summary>
    /// Binds the ports. One that is taken gets a moment: "systemctl stop" of the container that had it returns before its
    /// network is detached and the service manager has closed its ports, and what that lets go of it closes a moment later.
    /// </summary>
    private static HostPorts Bind(
        ContainerName self,
        List<PublishedPort> wanted,
        IReadOnlySet<string> held,
        ContainersConf conf
    )
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return HostPorts.Bind(wanted, held);
            }
            catch (PortTakenException e)
            {
                if (PortHolders.Find(e.Port, self) is { } holder && !ContainerUnits.IsLeaving(holder))
                {
                    throw new PortTakenException(e.Port, $"by container {holder}");
                }

                if (NameServerPort.Explain(e.Port, conf) is { } explanation)
                {
                    throw new PortTakenException(e.Port, explanation);
                }

                if (clock.Elapsed > Grace)
                {
                    throw;
                }

                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>Says which of the ports cannot work, what the host's firewall keeps from all of them, and which limits do not hold.</summary>
    public static void Examine(SetupContext context)
    {
        var (ports, options) = (context.Ports, context.Options);
        ports.LeadNowhere = PortObstacles.Ports(ports.Mappings, context.Networks);
        ports.Notes =
        [
            .. PortObstacles.Find(ports.Mappings, context.Networks),
            .. FirewallPolicy
                .Find([.. context.Networks.Select(n => n.Filtered).OfType<FilteredBridge>()])
                .Select(p => $"{p}; see FIREWALLS in rootful-network-helper(8)"),
            .. Delegation.Find(options.Limits, options.User.Uid),
        ];
        foreach (var note in ports.Notes)
        {
            context.Log.Warning($"{options.Name}: {note}");
        }
    }

    /// <summary>Also a container that was attached manually has its ports, though nobody keeps them bound.</summary>
    /// <exception cref="PortTakenException">Another container publishes one of them.</exception>
    public static void RequireFree(SetupContext context)
    {
        if (PortHolders.Find(context.Ports.Mappings, context.Options.Name) is var (port, holder))
        {
            throw new PortTakenException(port, $"by container {holder}");
        }
    }

    /// <summary>Flows to the ports from before lead to the container from now on.</summary>
    public static void ForgetOldFlows(SetupContext context)
    {
        var chosen = context.PortNetworks;
        var addresses = context
            .Statuses.Where(n => chosen.Count == 0 || chosen.Contains(n.Network, StringComparer.Ordinal))
            .SelectMany(n => n.Addresses);
        UdpFlows.ForgetAllBut(context.Ports.Mappings, [.. addresses]);
    }
}
