// SPDX-License-Identifier: BSD-2-Clause
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RootfulContainers.Platform;
using RootfulContainers.Platform.Interop;
using RootfulContainers.Platform.State;
using static RootfulContainers.Platform.Interop.Libc;

namespace RootfulContainers.NetworkHelper.Ports;

/// <summary>
/// Flows to published UDP ports that the kernel knows from before. A client that sends from one port, and never pauses as long as the
/// kernel would need to forget it, stays where its first packet went: to the host, as nothing was published, or to
/// an address that the container no longer has.
/// </summary>
/// <remarks>
/// Whoever sends to such a port can make as many as the kernel keeps, and it forgets them one by one. So this is not done while
/// podman's lock is held: what begins meanwhile leads to the container already.
/// </remarks>
internal static class UdpFlows
{
    private const byte IPPROTO_UDP = 17;

    // More than for the 262,144 flows that a kernel usually keeps. What is left then ends when its client pauses.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Has the kernel forget the flows to these ports, but for those that lead to the container.</summary>
    /// <param name="container">Where the ports lead to; empty for nowhere.</param>
    public static void ForgetAllBut(IReadOnlyList<PortMapping> mappings, IReadOnlyList<IPAddress> container)
    {
        var udp = mappings.Where(m => m.Protocol == PortProtocol.Udp).ToList();
        if (udp.Count == 0)
        {
            return;
        }

        try
        {
            var clock = Stopwatch.StartNew();
            using var tracking = new ConnectionTracking();
            var areLocal = new Dictionary<IPAddress, bool>();
            bool HasTime() => clock.Elapsed < Limit;
            var flows = tracking.Flows(IPPROTO_UDP, f => HasTime() && LeadsElsewhere(f, udp, container));
            foreach (var flow in flows.TakeWhile(_ => HasTime()))
            {
                // One that is forwarded to the same port of another machine is none of ours.
                if (areLocal.TryGetValue(flow.SentTo.Address, out var isLocal) ? isLocal : Learn(flow.SentTo.Address))
                {
                    tracking.Forget(flow);
                }
            }

            bool Learn(IPAddress address) => areLocal[address] = IsLocal(address);
        }
        catch (HostException)
        {
            // A kernel that does not tell of flows. They end by themselves when their clients pause.
        }
    }

    /// <summary>Whether a flow is to one of the ports, and not brought to the container.</summary>
    public static bool LeadsElsewhere(
        TrackedFlow flow,
        IReadOnlyList<PortMapping> mappings,
        IReadOnlyList<IPAddress> container
    )
    {
        var mapping = mappings.FirstOrDefault(m =>
            flow.SentTo.Port >= m.HostPort
            && flow.SentTo.Port < m.HostPort + m.Count
            && PublishedPort.AddressesOverlap(m.HostAddress, flow.SentTo.Address)
        );
        return mapping is not null
            && !(
                container.Contains(flow.BroughtTo.Address)
                && flow.BroughtTo.Port == mapping.At(flow.SentTo.Port).ContainerPort
            );
    }

    private static unsafe bool IsLocal(IPAddress address)
    {
        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        using var probe = new Descriptor(socket(isIpv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        var bytes = PortSocket.SocketAddress(address, 0);
        fixed (byte* start = bytes)
        {
            return !probe.IsInvalid && bind(probe.Value, start, (uint)bytes.Length) == 0;
        }
    }
}
