// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Interop;

namespace RootfulContainers.Platform.Firewall;

/// <summary>The rules of netavark for all containers.</summary>
internal static class NetavarkRules
{
    private const byte NFPROTO_INET = 1;
    private const byte NFPROTO_IPV4 = 2;

    /// <summary>
    /// The number of the table they are in, or of a table of iptables that they are in: another one when somebody has flushed all rules
    /// meanwhile, and netavark or somebody else has made some again. 0 when there is none.
    /// </summary>
    public static ulong Table =>
        (NftablesTable.Find(NFPROTO_INET, "netavark") ?? NftablesTable.Find(NFPROTO_IPV4, "nat"))?.Handle ?? 0;
}
