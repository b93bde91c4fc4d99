// SPDX-License-Identifier: BSD-2-Clause
using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace RootfulContainers.Rootfulctl.Doctor;

/// <summary>The sockets of a network namespace that wait for whoever comes, as /proc/PID/net shows them.</summary>
internal static class SocketTable
{
    // TCP_LISTEN, and of UDP, which knows no other, TCP_CLOSE.
    private const string Listening = "0A";
    private const string Unconnected = "07";

    /// <param name="protocol">"tcp" or "udp".</param>
    /// <param name="process">Any of the namespace; "self" for this one's.</param>
    public static IReadOnlyList<IPEndPoint> Read(string protocol, string process = "self") =>
        [
            .. new[] { protocol, $"{protocol}6" }.SelectMany(table =>
                Parse(Examination.Text($"/proc/{process}/net/{table}") ?? "", protocol == "udp")
            ),
        ];

    /// <param name="text">With a line of legend.</param>
    public static IEnumerable<IPEndPoint> Parse(string text, bool isUdp) =>
        text.Split('\n')
            .Skip(1)
            .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 3 && f[3] == (isUdp ? Unconnected : Listening))
            .Select(f => f[1].Split(':'))
            .Select(a => new IPEndPoint(
                Address(a[0]),
                int.Parse(a[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            ));

    /// <summary>Whether somebody who asks that address is answered by this socket.</summary>
    public static bool Answers(IPEndPoint socket, IPAddress address) =>
        socket.Address.Equals(address)
        || socket.Address.Equals(IPAddress.IPv6Any)
        || (socket.Address.Equals(IPAddress.Any) && address.AddressFamily == socket.AddressFamily)
        || (socket.Address.IsIPv4MappedToIPv6 && socket.Address.MapToIPv4().Equals(address));

    /// <summary>Words of 32 bits, each in the host's order.</summary>
    private static IPAddress Address(string hex)
    {
        var octets = Convert.FromHexString(hex);
        for (var i = 0; BitConverter.IsLittleEndian && i < octets.Length; i += sizeof(uint))
        {
            var word = octets.AsSpan(i, sizeof(uint));
            BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32BigEndian(word));
        }

        return new IPAddress(octets);
    }
}
