// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>The port that aardvark-dns needs on the addresses of bridges.</summary>
internal static class NameServerPort
{
    public static readonly HostCheck Check = new(
        "name-server-port",
        "no other program has the port of the networks' name server",
        Find
    );

    private static readonly string[] Protocols = ["tcp", "udp"];

    private static IEnumerable<Finding> Find(Examination host)
    {
        var port = host.Conf.DnsPort;
        var taken = Protocols.Where(p => SocketTable.Read(p).Any(s => s.Port == port && IsEvery(s.Address))).ToList();
        if (taken.Count == 0)
        {
            yield break;
        }

        var number = port.ToString(CultureInfo.InvariantCulture);
        yield return Finding.Error(
            $"a program listens on port {number} ({string.Join(", ", taken)}) of all addresses of the host",
            "aardvark-dns cannot answer there for the names of containers, and no container on a network with DNS starts",
            $"'ss -lntup sport = :{number}' shows the program: have it listen on one address, or set dns_bind_port in [network] of "
                + "/etc/containers/containers.conf to another port"
        );
    }

    private static bool IsEvery(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
