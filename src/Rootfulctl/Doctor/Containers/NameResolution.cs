// SPDX-License-Identifier: BSD-2-Clause
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RootfulContainers.Rootfulctl.Doctor.Containers;

/// <summary>The name server that the container asks.</summary>
internal static class NameResolution
{
    public static readonly ContainerCheck Check = new(
        "names",
        "the name servers of its networks answer for its name",
        Find
    );

    // A busy name server, and a datagram that is lost.
    private const int Attempts = 3;
    private const int Limit = 1000;

    private static IEnumerable<Finding> Find(ExaminedContainer container)
    {
        if (!container.IsReachable)
        {
            yield break;
        }

        // Who shares a network is found by the name of whose it is.
        var name = container.Listed.Definition?.Checked?.NetworkOf?.Text ?? container.Name.ToString();
        var remedy = $"systemctl reload rootful-network@{name}";
        foreach (var server in container.Listed.State.NameServers)
        {
            var end = new IPEndPoint(server, container.Host.Conf.DnsPort);
            switch (Ask(end, $"{name}.dns.podman"))
            {
                case null:
                    yield return Finding.Error(
                        $"the name server of its network does not answer at {end}",
                        "it finds no names, neither of containers nor outside",
                        remedy
                    );
                    break;
                case not 0:
                    yield return Finding.Error(
                        $"the name server of its network at {end} does not know {name}",
                        "other containers do not find it",
                        remedy
                    );
                    break;
            }
        }
    }

    /// <returns>The code of the answer, 0 for a name that there is; null when there is none.</returns>
    private static int? Ask(IPEndPoint server, string name)
    {
        var query = Query(name);
        var answer = new byte[1500];
        for (var i = 0; i < Attempts; i++)
        {
            using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.ReceiveTimeout = Limit;
            try
            {
                socket.Connect(server);
                socket.Send(query);
                if (socket.Receive(answer) >= 12 && answer.AsSpan(0, 2).SequenceEqual(query.AsSpan(0, 2)))
                {
                    return answer[3] & 0xf;
                }
            }
            catch (SocketException)
            {
                // Refused, or not in time.
            }
        }

        return null;
    }

    /// <summary>For its IPv4 addresses, see RFC 1035; a name without is answered as well.</summary>
    public static byte[] Query(string name) =>
        [
            0x52,
            0x43,
            1, // recursion desired
            0,
            0,
            1, // one question
            0,
            0,
            0,
            0,
            0,
            0,
            .. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]),
            0,
            0,
            1, // A
            0,
            1, // IN
        ];
}
