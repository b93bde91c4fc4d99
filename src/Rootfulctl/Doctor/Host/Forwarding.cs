// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net.Sockets;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>Whether the host passes packets on, and what that does to itself.</summary>
internal static class Forwarding
{
    public static readonly HostCheck Check = new("forwarding", "the host forwards packets of containers", Find);

    public static readonly HostCheck Advertisements = new(
        "router-advertisements",
        "the host heeds routers although it forwards IPv6",
        FindAdvertisements
    );

    private const string Settings = "/proc/sys/net/ipv6/conf";

    // Of if_inet6: a permanent address, which no router gave.
    private const int IFA_F_PERMANENT = 0x80;

    private static IEnumerable<Finding> Find(Examination host)
    {
        var families = host
            .Attached.SelectMany(c => c.State.Interfaces)
            .SelectMany(i => i.Addresses)
            .Select(a => a.AddressFamily)
            .ToHashSet();
        (AddressFamily Family, string Setting)[] settings =
        [
            (AddressFamily.InterNetwork, "net.ipv4.ip_forward"),
            (AddressFamily.InterNetworkV6, "net.ipv6.conf.all.forwarding"),
        ];
        return settings
            .Where(s =>
                families.Contains(s.Family) && Examination.Text($"/proc/sys/{s.Setting.Replace('.', '/')}") == "0"
            )
            .Select(s =>
                Finding.Error(
                    $"{s.Setting} is 0, although containers are attached",
                    "other machines do not reach containers, nor containers them; a file in /etc/sysctl.d or a program has set it",
                    $"sysctl -w {s.Setting}=1"
                )
            );
    }

    /// <summary>The sign of it: an address that a router gave, and no default route.</summary>
    private static IEnumerable<Finding> FindAdvertisements(Examination host)
    {
        if (
            Examination.Text($"{Settings}/all/forwarding") != "1"
            || Lines("/proc/net/ipv6_route").Any(f => f[0].All(c => c == '0') && f[1] == "00" && f[^1] != "lo")
        )
        {
            return [];
        }

        return Lines("/proc/net/if_inet6")
            .Where(f =>
                f[3] == "00"
                && (int.Parse(f[4], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & IFA_F_PERMANENT) == 0
                && Examination.Text($"{Settings}/{f[5]}/accept_ra") == "1"
            )
            .Select(f => f[5])
            .Distinct(StringComparer.Ordinal)
            .Select(name =>
                Finding.Warning(
                    $"the host forwards IPv6, and net/ipv6/conf/{name}/accept_ra is 1",
                    "it passes over what routers advertise, and has no default route of IPv6",
                    Remedy(name)
                )
            );
    }

    /// <summary>With slashes: a VLAN's interface may have a dot in its name.</summary>
    internal static string Remedy(string name) =>
        $"echo net/ipv6/conf/{name}/accept_ra=2 >>/etc/sysctl.d/60-accept-ra.conf && sysctl -p /etc/sysctl.d/60-accept-ra.conf";

    private static IEnumerable<string[]> Lines(string path) =>
        (Examination.Text(path) ?? "")
            .Split('\n')
            .Select(l => l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length >= 6);
}
