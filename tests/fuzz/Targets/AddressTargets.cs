// SPDX-License-Identifier: BSD-2-Clause
using System.IO.Compression;
using System.Net;
using System.Reflection;
using RootfulContainers.NetworkHelper.Addressing;
using RootfulContainers.Platform.Networks;
using RootfulContainers.Platform.State;
using static RootfulContainers.Tests.Fuzz.Targets.AllTargets;

namespace RootfulContainers.Tests.Fuzz.Targets;

/// <summary>Subnets, and podman's record of who has which address.</summary>
internal static class AddressTargets
{
    private const int PageSize = 4096;

    public static Target Database() =>
        new(
            "ipam",
            file =>
            {
                foreach (var network in new[] { "rootful0", "ranged" })
                {
                    ToleratingFailures(() => IpamDatabase.Parse(file).Holdings(network));
                }
            },
            [SmallDatabase(), []]
        );

    /// <summary>A line each: the subnet, its gateway, and the ends of the lease range.</summary>
    public static Target Pool() =>
        Target.OfText(
            "pool",
            text =>
            {
                var lines = text.Split('\n');
                if (Subnet.TryParse(lines[0], out var prefix, out _))
                {
                    Check(prefix, Address(lines, 1), Address(lines, 2), Address(lines, 3));
                }
            },
            "10.89.0.0/24\n10.89.0.1\n10.89.0.128\n10.89.0.200",
            "10.0.0.0/30\n10.0.0.1",
            "10.0.0.0/31\n10.0.0.0",
            "10.0.0.1/32",
            "fd63:f6bb:3070:8287::/64\nfd63:f6bb:3070:8287::1\nfd63:f6bb:3070:8287::2\nfd63:f6bb:3070:8287:ffff::",
            "fd00::/127\n\nfd00::1\nfd00::1"
        );

    public static void Check(IPNetwork range, IPAddress? gateway, IPAddress? start, IPAddress? end) =>
        ToleratingFailures(() =>
        {
            const int Most = 100;
            var pool = new AddressPool("n", range, gateway, start, end);
            var key = AddressKey.Derive(new byte[32], "web", range.ToString());
            var candidates = pool.Candidates(key.Number).Take(Most).ToList();
            Expect(candidates.Distinct().Count() == candidates.Count, "an address twice");
            Expect(
                candidates.TrueForAll(a => range.Contains(a) && !a.Equals(gateway)),
                "an address that is not for containers"
            );
            Expect(candidates.TrueForAll(a => pool.CheckFixed(a) is null), "an address that would be refused");
            Expect(
                (UInt128)candidates.Count == UInt128.Min(pool.Usable, Most),
                "another number of addresses than told"
            );
        });

    private static IPAddress? Address(string[] lines, int index) =>
        index < lines.Length && AddressText.TryParse(lines[index], out var address) ? address : null;

    // The fixture has hundreds of networks, and is larger than an input; of most pages only the headers matter.
    private static byte[] SmallDatabase()
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("ipam.db.gz")!;
        using var unzip = new GZipStream(resource, CompressionMode.Decompress);
        var file = new MemoryStream();
        unzip.CopyTo(file);
        return file.ToArray()[..Math.Min((int)file.Length, 15 * PageSize)];
    }
}
