// SPDX-License-Identifier: BSD-2-Clause
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace RootfulContainers.NetworkHelper.Networking;

/// <summary>
/// The rules that let a container send only with its own MAC and addresses, as text for nft(8). They are on the host's
/// end of its interfaces, before the bridge, and say what may pass: what nobody thought of is dropped.
/// </summary>
internal static class AntiSpoofRules
{
    private static readonly IPNetwork LinkLocal = IPNetwork.Parse("fe80::/64");

    /// <summary>One table for each container: it goes with one command, whatever is in it.</summary>
    public static string Table(ContainerName name) => $"rootful-container-{name}";

    /// <summary>Fails when the table exists. Replacing one costs the kernel some 10 ms more.</summary>
    public static string Create(ContainerName name, string chains) =>
        $"create table netdev {Table(name)}\n{Definition(name, chains)}";

    /// <summary>
    /// One transaction, so that no frame passes between the old rules and the new ones. It may be that there are none;
    /// <c>destroy</c> would need Linux 6.3.
    /// </summary>
    public static string Replace(ContainerName name, string chains) =>
        $"table netdev {Table(name)}\n{Delete(name)}{Definition(name, chains)}";

    /// <summary>Fails when there is no table.</summary>
    public static string Delete(ContainerName name) => $"delete table netdev {Table(name)}\n";

    public static string List(ContainerName name) => $"list table netdev {Table(name)}\n";

    /// <param name="plan">What the container may send.</param>
    /// <param name="interfaces">The host's ends on networks whose addresses are known.</param>
    /// <param name="macInterfaces">Those on the others.</param>
    public static string Chains(
        AntiSpoofPlan plan,
        IReadOnlyList<string> interfaces,
        IReadOnlyList<string> macInterfaces
    )
    {
        var text = new StringBuilder();
        if (interfaces.Count > 0)
        {
            AppendAddressChains(text, plan, interfaces);
        }

        if (macInterfaces.Count > 0)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                chain mac-only {
                    {{Hook(macInterfaces)}} policy accept;
                    iif != {{Names(macInterfaces)}} accept
                    ether saddr != {{Macs(plan)}} counter drop comment "the MAC of another"
                    arp saddr ether != {{Macs(plan)}} counter drop comment "the MAC of another"
                }

                """
            );
        }

        return text.ToString();
    }

    private static void AppendAddressChains(StringBuilder text, AntiSpoofPlan plan, IReadOnlyList<string> interfaces)
    {
        var ipv4 = plan.Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetwork).ToList();
        var ipv6 = plan.Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetworkV6).ToList();
        ipv6.AddRange(plan.Macs.Select(LinkLocalAddress));
        var targets = Set(ipv6.Select(a => Hex(a.GetAddressBytes())));
        // iif is a number to the kernel: rules that somebody lost, and an interface that got the same name later, do not
        // meet. Linux since 6.16 hooks by name.
        // What the kernel asks and answers its neighbours has one option or none; more would be a place to hide one in.
        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
            chain own-addresses {
                {{Hook(interfaces)}} policy drop;
                iif != {{Names(interfaces)}} accept
                ether saddr != {{Macs(plan)}} counter drop comment "the MAC of another"
                icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } goto neighbor-discovery
                ip6 saddr {{Set(ipv6.Select(a => a.ToString()))}} accept
                ip6 saddr :: icmpv6 type mld2-listener-report accept

            """
        );
        if (ipv4.Count > 0)
        {
            var own = Set(ipv4.Select(a => a.ToString()));
            text.Append(
                CultureInfo.InvariantCulture,
                $$"""
                    ip saddr {{own}} accept
                    arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp saddr ether {{Macs(
                    plan
                )}} arp saddr ip {{own}} accept

                """
            );
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $$"""
                counter drop comment "the address of another, or no IP"
            }
            chain neighbor-discovery {
                icmpv6 type nd-neighbor-solicit ip6 saddr :: @th,64,128 {{targets}} accept
                ip6 saddr != {{Set(ipv6.Select(a => a.ToString()))}} counter drop comment "the address of another"
                icmpv6 type nd-neighbor-solicit ip6 length 24 accept
                icmpv6 type nd-neighbor-solicit ip6 length 32 @th,192,64 {{Option(0x0101, plan)}} accept
                icmpv6 type nd-neighbor-advert ip6 length 24 @th,64,128 {{targets}} accept
                icmpv6 type nd-neighbor-advert ip6 length 32 @th,64,128 {{targets}} @th,192,64 {{Option(
                0x0201,
                plan
            )}} accept
                counter drop comment "another's address or MAC, or a router"
            }

            """
        );
    }

    /// <summary>EUI-64, which is what the kernel gives an interface unless it is told otherwise.</summary>
    private static IPAddress LinkLocalAddress(string mac)
    {
        var octets = Octets(mac);
        var address = LinkLocal.BaseAddress.GetAddressBytes();
        byte[] identifier = [(byte)(octets[0] ^ 2), octets[1], octets[2], 0xff, 0xfe, octets[3], octets[4], octets[5]];
        identifier.CopyTo(address, 8);
        return new IPAddress(address);
    }

    private static string Definition(ContainerName name, string chains) =>
        $"table netdev {Table(name)} {{\n{chains}}}\n";

    private static string Hook(IReadOnlyList<string> interfaces) =>
        $"type filter hook ingress devices = {Names(interfaces)} priority filter;";

    private static string Names(IReadOnlyList<string> interfaces) => Set(interfaces.Select(i => $"\"{i}\""));

    private static string Macs(AntiSpoofPlan plan) => Set(plan.Macs);

    /// <summary>A source or target link-layer address option of neighbour discovery.</summary>
    private static string Option(int typeAndLength, AntiSpoofPlan plan) =>
        Set(plan.Macs.Select(m => $"0x{typeAndLength:x4}{Convert.ToHexStringLower(Octets(m))}"));

    private static byte[] Octets(string mac) => PhysicalAddress.Parse(mac).GetAddressBytes();

    private static string Hex(byte[] bytes) => $"0x{Convert.ToHexStringLower(bytes)}";

    private static string Set(IEnumerable<string> elements) =>
        $"{{ {string.Join(", ", elements.Distinct(StringComparer.Ordinal))} }}";
}
