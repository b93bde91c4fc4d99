// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Platform.Firewall;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>netavark's rules, which go with all others when a firewall is started anew.</summary>
internal static class FlushedRules
{
    public static readonly HostCheck Check = new(
        "rules",
        "netavark's rules are those from when containers were attached",
        Find
    )
    {
        NeedsRoot = true,
    };

    private static IEnumerable<Finding> Find(Examination host)
    {
        var table = NetavarkRules.Table;
        var without = host
            .Attached.Where(c => c.State.Rules != 0 && c.State.Rules != table)
            .Select(c => c.Name.ToString())
            .ToList();
        if (without.Count > 0)
        {
            yield return Finding.Error(
                $"the rules of {string.Join(", ", without)} are gone: somebody has flushed nftables since the start",
                "published ports lead nowhere, and nothing outside is reached",
                $"systemctl reload {string.Join(' ', without.Select(n => $"rootful-network@{n}"))}"
            );
        }
    }
}
