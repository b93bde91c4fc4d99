// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using RootfulContainers.NetworkHelper.Containers;
using RootfulContainers.NetworkHelper.Ports;
using RootfulContainers.NetworkHelper.RootfulPodman;

namespace RootfulContainers.NetworkHelper.Attachments;

/// <summary>Gets a container its published ports, or says who has them.</summary>
internal static class PortBinding
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Binds the ports. One that is taken gets a moment: "systemctl stop" of the container that had it returns before its
    /// network is detached and the service manager has closed its ports, and what that lets go of it closes a moment later.
    /// </summary>
    /// <param name="self">The container that publishes them.</param>
    /// <param name="ports">In the grammar's terms; those without a host port get a free one.</param>
    /// <param name="held">What its earlier attach holds; what stands in the way is let go of.</param>
    public static HostPorts Bind(
        ContainerName self,
        IEnumerable<PublishedPort> ports,
        HeldPorts held,
        ContainersConf conf
    )
    {
        var wanted = ports.ToList();
        held.MakeWayFor(HostPorts.Groups(wanted));
        try
        {
            return Bind(self, wanted, held.Names, conf);
        }
        catch
        {
            held.Restore();
            throw;
        }
    }

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

    /// <summary>Also a container that was attached by hand has its ports, though nobody keeps them bound.</summary>
    /// <exception cref="PortTakenException">Another container publishes one of them.</exception>
    public static void RequireFree(ContainerName self, HostPorts ports)
    {
        foreach (var mapping in ports.Mappings)
        {
            if (PortHolders.Find(mapping, self) is { } holder)
            {
                throw new PortTakenException(mapping, $"by container {holder}");
            }
        }
    }
}
