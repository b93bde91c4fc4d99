// SPDX-License-Identifier: BSD-2-Clause
using System.Net.Sockets;
using System.Text;
using RootfulContainers.Platform.State;

namespace RootfulContainers.NetworkHelper.Names;

/// <summary>The container's hosts(5), with the entries podman makes for a container on a bridge.</summary>
internal static class HostsFile
{
    /// <param name="addHosts">As for <c>podman --add-host</c>: name and address, or <c>host-gateway</c>.</param>
    /// <param name="hostFile">The host's own file, which podman takes as the base as well.</param>
    /// <param name="hostAddress">
    /// What the host is called by; null for its address on the first network that has one, and empty for nothing.
    /// </param>
    public static string Render(
        ContainerName name,
        string hostname,
        IReadOnlyList<NetworkStatus> networks,
        IReadOnlyList<HostEntry> addHosts,
        string hostFile,
        string? hostAddress = null
    )
    {
        // An address of IPv4 is what most programs can use, of whichever network.
        var gateway =
            hostAddress
            ?? networks
                .SelectMany(n => n.Gateways)
                .OrderBy(g => g.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
                .FirstOrDefault()
                ?.ToString();
        gateway = string.IsNullOrEmpty(gateway) ? null : gateway;
        var text = new StringBuilder();
        foreach (var (host, address) in addHosts)
        {
            if (address != HostEntry.Gateway)
            {
                Add(text, address, host);
            }
            else if (gateway is not null)
            {
                Add(text, gateway, host);
            }
        }

        text.Append(hostFile);
        if (hostFile.Length > 0 && !hostFile.EndsWith('\n'))
        {
            text.Append('\n');
        }

        if (!hostFile.Contains("localhost", StringComparison.Ordinal))
        {
            Add(text, "127.0.0.1", "localhost");
            Add(text, "::1", "localhost");
        }

        if (gateway is not null)
        {
            Add(text, gateway, "host.containers.internal host.docker.internal");
        }

        var own = hostname == name.ToString() ? hostname : $"{hostname} {name}";
        foreach (var address in networks.SelectMany(n => n.Addresses))
        {
            Add(text, address.ToString(), own);
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string address, string names) =>
        text.Append(address).Append('\t').Append(names).Append('\n');
}
