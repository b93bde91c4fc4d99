// SPDX-License-Identifier: BSD-2-Clause
using RootfulContainers.Rootfulctl.Containers;
using RootfulContainers.Rootfulctl.Users;

namespace RootfulContainers.Rootfulctl.Doctor.Host;

/// <summary>What systemd has read, against what is on disk.</summary>
internal static class ReadDefinitions
{
    public static readonly HostCheck Check = new(
        "definitions-read",
        "systemd has read all definitions as they are",
        Find
    );

    private static IEnumerable<Finding> Find(Examination host)
    {
        var definitions = host.Definitions.Containers.Where(d => !d.IsMasked).ToList();
        var unread = definitions
            .Where(d => !GeneratedUnits.AreLoaded(d, host.Definitions))
            .Select(d => d.Name.ToString())
            .ToList();
        if (unread.Count == 0)
        {
            yield break;
        }

        // One that is invalid would be refused from then on, also when it is restarted after a failure.
        var isSafe = Caller.IsRoot && definitions.TrueForAll(d => !d.IsBroken);
        yield return Finding.Warning(
            $"systemd has not read {string.Join(", ", unread)} as on disk, or another version of the generator has",
            "a start goes by what was read before",
            "systemctl daemon-reload"
        ) with
        {
            Fix = isSafe
                ? () =>
                {
                    host.Bus.Reload();
                    return "systemctl daemon-reload";
                }
                : null,
        };
    }
}
