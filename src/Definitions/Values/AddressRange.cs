// SPDX-License-Identifier: BSD-2-Clause
using System.Net;

namespace RootfulContainers.Definitions.Values;

/// <summary>Addresses in a row, as a prefix or FIRST-LAST.</summary>
internal static class AddressRange
{
    /// <summary>
    /// What a subnet has beside a range. Rootful podman gives out one part of it and definitions the other, so each is what the
    /// other one leaves.
    /// </summary>
    /// <returns>A range for each part in which a container can have an address; null if the range is not in the subnet.</returns>
    public static IReadOnlyList<string>? Beside(string range, IPNetwork prefix, IPAddress? gateway)
    {
        var subnet = new Subnet(prefix);
        var ends = range.Split('-');
        var (first, last) = (ends[0].Split('/')[0], ends[^1]);
        if (Subnet.TryParse(range, out var part, out _))
        {
            var inner = new Subnet(part);
            last = inner.Address(inner.LastHost).ToString();
        }

        var (start, end) = (IPAddress.Parse(first), IPAddress.Parse(last));
        if (!subnet.Contains(start) || !subnet.Contains(end) || subnet.Host(start) > subnet.Host(end))
        {
            return null;
        }

        gateway ??= Subnet.FirstHost(prefix);
        var parts = new List<string>();
        Add(0, subnet.Host(start));
        Add(subnet.Host(end) + 1, subnet.LastHost + 1);
        return parts;

        void Add(UInt128 from, UInt128 to)
        {
            var (low, high) = (from, to);
            while (low < high && !IsUsable(low))
            {
                low++;
            }

            while (high > low && !IsUsable(high - 1))
            {
                high--;
            }

            if (low < high)
            {
                // Of a prefix podman leaves out the first address, which elsewhere than here is a host's.
                parts.Add(
                    from == 0 && UInt128.IsPow2(to)
                        ? $"{prefix.BaseAddress}/{prefix.PrefixLength + subnet.HostBits - (int)UInt128.Log2(to)}"
                        : $"{subnet.Address(low)}-{subnet.Address(high - 1)}"
                );
            }
        }

        bool IsUsable(UInt128 host) => !subnet.IsReserved(host) && !subnet.Address(host).Equals(gateway);
    }
}
